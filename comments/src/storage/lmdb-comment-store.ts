import {
  type CommentEvent,
  type CommentState,
  type CommentView,
  evolveComment,
  type PostEvent,
} from '@blog/contracts';
import {
  type CloudEvent,
  type Outbox,
  type Page,
  PUBLISH_WAIT_MS,
  type Store,
  type Table,
} from '@blog/service-kit';
import type { CommentProjection } from '../domain/comment-projection';
import type { CommentKey, CommentStore } from '../domain/comment-store';
import { toComment } from '../domain/to-comment';

type Key = [postId: string, id: string];
/** Greater than every id. */
const AFTER_EVERY_ID = '~';

/** Comments in LMDB, in one file with the outbox and the follower's checkpoint. */
export class LmdbCommentStore implements CommentStore, CommentProjection {
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #comments: Table<CommentState, Key>;
  /** The marks of deleted comments; apart, so that a list never has to step over them. */
  readonly #deleted: Table<CommentState, Key>;
  readonly #posts: Table<{ version: number; deleted: boolean }>;

  constructor({ store, outbox }: { store: Store; outbox: Outbox }) {
    this.#store = store;
    this.#outbox = outbox;
    this.#comments = store.table<CommentState, Key>('comments');
    this.#deleted = store.table<CommentState, Key>('deleted-comments');
    this.#posts = store.table('posts');
  }

  postStatus(id: string): 'exists' | 'deleted' | undefined {
    const known = this.#posts.get(id);
    return known && (known.deleted ? 'deleted' : 'exists');
  }

  get({ postId, id }: CommentKey): CommentState | undefined {
    return this.#comments.get([postId, id]) ?? this.#deleted.get([postId, id]);
  }

  list(page: { postId: string; limit: number; before?: string | undefined }): Page<CommentView> {
    const { postId, limit, before = AFTER_EVERY_ID } = page;
    const newestFirst = this.#comments.getRange({
      start: [postId, before],
      exclusiveStart: true,
      end: [postId, ''],
      reverse: true,
      limit: limit + 1,
    });
    const found = Array.from(newestFirst, ({ value }) => toComment(value));
    const items = found.slice(0, limit).reverse();
    return { items, next: found.length > limit ? items[0]?.id : undefined };
  }

  async change(...[key, decide, onChanged]: Parameters<CommentStore['change']>): Promise<CommentState> {
    const { state, sequence } = await this.#store.transaction(() => {
      const current = this.get(key);
      const event = decide(current);
      if (event !== undefined) {
        const next = evolveComment(current, event);
        this.#save(current, next);
        onChanged?.(next);
        return { state: next, sequence: this.#outbox.add(event) };
      }
      if (current === undefined) throw new Error(`Expected an event for the unknown comment ${key.id}.`);
      return { state: current, sequence: undefined };
    });
    if (sequence !== undefined) await this.#outbox.published(sequence, { timeoutMs: PUBLISH_WAIT_MS });
    return state;
  }

  applyPost({ type, data }: PostEvent): void {
    const known = this.#posts.get(data.id);
    if (known !== undefined && data.version <= known.version) return;
    void this.#posts.put(data.id, { version: data.version, deleted: type === 'PostDeleted' });
  }

  applyComment(event: CommentEvent): boolean {
    const current = this.get(event.data);
    const next = evolveComment(current, event);
    if (next === current) return false;
    this.#save(current, next);
    return true;
  }

  tell(event: CloudEvent): void {
    this.#outbox.add(event);
  }

  #save(current: CommentState | undefined, next: CommentState): void {
    const key: Key = [next.postId, next.id];
    const [table, other] = next.deleted ? [this.#deleted, this.#comments] : [this.#comments, this.#deleted];
    void table.put(key, next);
    if (current !== undefined && current.deleted !== next.deleted) void other.remove(key);
  }
}
