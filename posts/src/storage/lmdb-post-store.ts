import { evolvePost, type Post, type PostEvent, type PostState } from '@blog/contracts';
import { LogOrder, type Outbox, type Page, type Store, type Table, type Written } from '@blog/service-kit';
import { postNotFound } from '../domain/post-faults';
import type { PostStore } from '../domain/post-store';
import { toPost } from '../domain/to-post';

const SCOPE = 'all';

/** Posts in LMDB, in one file with the outbox and the follower's checkpoint. */
export class LmdbPostStore implements PostStore {
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #posts: Table<PostState>;
  /** The marks of deleted posts; apart, so that a list never has to step over them. */
  readonly #deleted: Table<PostState>;
  readonly #order: LogOrder;

  constructor({ store, outbox }: { store: Store; outbox: Outbox }) {
    this.#store = store;
    this.#outbox = outbox;
    this.#posts = store.table<PostState>('posts');
    this.#deleted = store.table<PostState>('deleted-posts');
    this.#order = new LogOrder(store, 'post');
  }

  /** Takes over what an earlier build kept, which listed posts by id. */
  async adopt(): Promise<void> {
    await this.#store.transaction(() => this.#order.adopt(SCOPE, [...this.#posts.getKeys()]));
  }

  get(id: string): PostState | undefined {
    return this.#posts.get(id) ?? this.#deleted.get(id);
  }

  list({ limit, before }: { limit: number; before?: string | undefined }): Page<Post> {
    const found = this.#order.newest({ scope: SCOPE, limit: limit + 1, before });
    if (found === undefined) throw postNotFound(before as string);
    const items = found.slice(0, limit).map((id) => toPost(this.#posts.get(id) as PostState));
    return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
  }

  positionOf({ id }: { id: string }): number | undefined {
    return this.#order.position(SCOPE, id);
  }

  async change(...[id, decide, onChanged]: Parameters<PostStore['change']>): Promise<Written<PostState>> {
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
    const publication = sequence === undefined ? undefined : await this.#outbox.published(sequence);
    return { thing: state, position: publication?.position };
  }

  /**
   * Folds an event into the post that it tells of; `position` is there once it is in the log. Only inside a transaction of the
   * store.
   */
  apply(event: PostEvent, position?: number): PostState {
    const current = this.get(event.data.id);
    const next = evolvePost(current, event);
    this.#order.put({ scope: SCOPE, id: next.id, position, isListed: !next.deleted });
    if (next === current) return next;
    const [table, other] = next.deleted ? [this.#deleted, this.#posts] : [this.#posts, this.#deleted];
    void table.put(next.id, next);
    if (current !== undefined && current.deleted !== next.deleted) void other.remove(next.id);
    return next;
  }
}
