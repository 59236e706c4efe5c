import { evolvePost, type Post, type PostEvent, type PostState } from '@blog/contracts';
import { type Outbox, type Page, PUBLISH_WAIT_MS, type Store, type Table } from '@blog/service-kit';
import type { PostStore } from '../domain/post-store';
import { toPost } from '../domain/to-post';

/** Posts in LMDB, in one file with the outbox and the follower's checkpoint. */
export class LmdbPostStore implements PostStore {
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #posts: Table<PostState>;
  /** The marks of deleted posts; apart, so that a list never has to step over them. */
  readonly #deleted: Table<PostState>;

  constructor({ store, outbox }: { store: Store; outbox: Outbox }) {
    this.#store = store;
    this.#outbox = outbox;
    this.#posts = store.table<PostState>('posts');
    this.#deleted = store.table<PostState>('deleted-posts');
  }

  get(id: string): PostState | undefined {
    return this.#posts.get(id) ?? this.#deleted.get(id);
  }

  list({ limit, before }: { limit: number; before?: string | undefined }): Page<Post> {
    const range = { reverse: true, limit: limit + 1, ...(before && { start: before, exclusiveStart: true }) };
    const found = Array.from(this.#posts.getRange(range), ({ value }) => toPost(value));
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
  }

  async change(...[id, decide, onChanged]: Parameters<PostStore['change']>): Promise<PostState> {
    const { state, sequence } = await this.#store.transaction(() => {
      const current = this.get(id);
      const event = decide(current);
      if (event !== undefined) {
        const state = this.apply(event);
        onChanged?.(state);
        return { state, sequence: this.#outbox.add(event) };
      }
      if (current === undefined) throw new Error(`Expected an event for the unknown post ${id}.`);
      return { state: current, sequence: undefined };
    });
    if (sequence !== undefined) await this.#outbox.published(sequence, { timeoutMs: PUBLISH_WAIT_MS });
    return state;
  }

  /** Folds an event into the post that it tells of; only inside a transaction of the store. */
  apply(event: PostEvent): PostState {
    const current = this.get(event.data.id);
    const next = evolvePost(current, event);
    if (next === current) return next;
    const [table, other] = next.deleted ? [this.#deleted, this.#posts] : [this.#posts, this.#deleted];
    void table.put(next.id, next);
    if (current !== undefined && current.deleted !== next.deleted) void other.remove(next.id);
    return next;
  }
}
