import {
  type CommentPlace,
  type CommentState,
  foldText,
  type PostRecord,
  type ReadModelTables,
} from '@blog/contracts';
import type { Store, Table } from '@blog/service-kit';
import type { QueryTables } from './query-tables';
import type { PlacedText } from './text-block';
import type { Progress, TextIndex } from './text-index';

/** The text of a comment that can be found: a rejected comment is not shown, so it is not found either. */
const textOf = ({ deleted, status, content }: CommentState) =>
  deleted || status === 'rejected' ? undefined : content;

const titleOf = ({ state }: PostRecord) => (state.deleted ? undefined : state.title);

/** The tables with the index of their texts, which is changed with them, in the same transaction. */
export function indexedTables(tables: QueryTables, index: TextIndex): ReadModelTables {
  const { posts, comments } = tables;
  return {
    ...tables,
    posts: {
      get: (id) => posts.get(id),
      put(id, post) {
        const known = posts.get(id);
        void posts.put(id, post);
        indexText(
          { place: post.place, postId: id, text: titleOf(post), known: known && titleOf(known) },
          index,
        );
      },
      remove: (id) => posts.remove(id),
    },
    comments: {
      get: (key) => comments.get(key),
      put(key, comment) {
        const known = comments.get(key);
        void comments.put(key, comment);
        const [postId, place] = key;
        indexText({ place, postId, text: textOf(comment), known: known && textOf(known) }, index);
      },
      remove(key) {
        void comments.remove(key);
        index.remove(key[1]);
      },
    },
  };
}

function indexText(
  {
    place,
    postId,
    text,
    known,
  }: { place: number; postId: string; text?: string | undefined; known?: string | undefined },
  index: TextIndex,
): void {
  if (text === known) return;
  if (text === undefined) index.remove(place);
  else index.put(place, { postId, text: foldText(text) });
}

/** Entries of a table per read, and characters of their texts, roughly: a turn of some ten milliseconds. */
const PIECE_ENTRIES_MAX = 1_000;
const PIECE_CHARACTERS = 128 * 1024;
/** Bytes of blocks per transaction, roughly. */
const TRANSACTION_BYTES = 1024 * 1024;

/** The texts of a table, folded, in pieces. Each is read in one go: an open range would keep old pages from being reused. */
function* piecesOf<Value, TableKey extends string | CommentPlace>(
  table: Table<Value, TableKey>,
  read: (key: TableKey, value: Value) => { place: number; postId: string; text: string | undefined },
): Generator<readonly PlacedText[]> {
  let after: TableKey | undefined;
  do {
    const start = after !== undefined && { start: after, exclusiveStart: true };
    after = undefined;
    const texts: PlacedText[] = [];
    let characters = 0;
    for (const { key, value } of table.getRange({ ...start, limit: PIECE_ENTRIES_MAX })) {
      after = key;
      const { text, ...placed } = read(key, value);
      if (text !== undefined) texts.push({ ...placed, text: foldText(text) });
      characters += text?.length ?? 0;
      if (characters >= PIECE_CHARACTERS) break;
    }
    if (texts.length > 0) yield texts;
  } while (after !== undefined);
}

/** All texts of the tables that belong in the index, ordered by key, which is not the order of places. */
function* textsOf({ posts, comments }: QueryTables): Generator<readonly PlacedText[]> {
  yield* piecesOf(posts, (postId, post) => ({ place: post.place, postId, text: titleOf(post) }));
  yield* piecesOf(comments, ([postId, place], comment) => ({ place, postId, text: textOf(comment) }));
}

/**
 * Fills the index from the tables unless it is current: the folder was last used by a build without an index, or by one that
 * folds texts differently. Nothing else may write meanwhile. Takes little memory and short turns, whatever the size of the
 * tables. If interrupted, it starts again at the next start.
 */
export async function ensureIndexed({
  store,
  tables,
  index,
  progress,
}: {
  store: Pick<Store, 'transaction'>;
  tables: QueryTables;
  index: TextIndex;
  progress: Progress;
}): Promise<void> {
  if (index.isCurrent(progress)) return;
  await store.transaction(() => index.clear());
  for (const texts of textsOf(tables)) {
    await store.transaction(() => {
      for (const { place, ...text } of texts) index.gather(place, text);
    });
  }
  let isUnpacked = true;
  while (isUnpacked) isUnpacked = await store.transaction(() => index.pack({ bytesMax: TRANSACTION_BYTES }));
  await store.transaction(() => index.markCurrent(progress));
}
