import { type CommentState, foldText, type PostRecord, type ReadModelTables } from '@blog/contracts';
import type { QueryTables } from './query-tables';
import type { TextIndex } from './text-index';

/** The text by which a comment is found: a rejected one is not shown, so it is not found either. */
const textOf = ({ deleted, status, content }: CommentState) =>
  deleted || status === 'rejected' ? undefined : content;

const titleOf = ({ state }: PostRecord) => (state.deleted ? undefined : state.title);

/** The tables, with the index of their texts: it is changed with them, in the same transaction. */
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

/** As many texts are put into the index at once; a transaction keeps others waiting. */
const TEXTS_AT_ONCE = 2_000;

/** What the index has to hold, as the tables say: in order of place. */
function* textsOf({
  posts,
  comments,
}: QueryTables): Generator<{ place: number; postId: string; text: string }> {
  const places: [place: number, postId: string, isPost: boolean][] = [];
  for (const { key, value } of posts.getRange()) places.push([value.place, key, true]);
  for (const [postId, place] of comments.getKeys()) places.push([place, postId, false]);
  places.sort(([a], [b]) => a - b);
  for (const [place, postId, isPost] of places) {
    const post = isPost ? posts.get(postId) : undefined;
    const comment = isPost ? undefined : comments.get([postId, place]);
    const text = (post && titleOf(post)) ?? (comment && textOf(comment));
    if (text !== undefined) yield { place, postId, text };
  }
}

/**
 * Fills the index from the tables unless it is whole: the folder is of a build that had none, or folded otherwise. Nothing else may write
 * meanwhile. Cut off, it begins again at the next start.
 */
export async function ensureIndexed(
  store: { transaction<Result>(work: () => Result): Promise<Result> },
  tables: QueryTables,
  index: TextIndex,
): Promise<void> {
  if (index.isCurrent) return;
  await store.transaction(() => index.clear());
  const texts = textsOf(tables);
  for (let isDone = false; !isDone; ) {
    isDone = await store.transaction(() => {
      for (let count = 0; count < TEXTS_AT_ONCE; count += 1) {
        const { value, done } = texts.next();
        if (done) return true;
        index.put(value.place, { postId: value.postId, text: foldText(value.text) });
      }
      return false;
    });
  }
  await store.transaction(() => index.markCurrent());
}
