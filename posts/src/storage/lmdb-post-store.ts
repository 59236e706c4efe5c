import { evolvePost, type Post, type PostEvent, type PostState } from '@blog/contracts';
import {
  LogOrder,
  type Outbox,
  type Page,
  type Store,
  TombstonedTable,
  type Written,
  writeAndTell,
} from '@blog/service-kit';
import { postNotFound } from '../domain/post-faults';
import type { PostStore } from '../domain/post-store';
import { toPost } from '../domain/to-post';

const SCOPE = 'all';

/** Posts in LMDB, in one file with the outbox and the follower's checkpoint. */
export class LmdbPostStore implements PostStore {
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #posts: TombstonedTable<PostState>;
  readonly #order: LogOrder;

  constructor({ store, outbox }: { store: Store; outbox: Outbox }) {
    this.#store = store;
    this.#outbox = outbox;
    this.#posts = new TombstonedTable(store, 'posts');
    this.#order = new LogOrder(store, 'post');
  }

  /** Adopts the posts of an earlier build, which listed them by id. */
  async adopt(): Promise<void> {
    await this.#store.transaction(() => this.#order.adopt(SCOPE, [...this.#posts.live.getKeys()]));
  }

  get(id: string): PostState | undefined {
    return this.#posts.get(id);
  }

  list({ limit, before }: { limit: number; before?: string | undefined }): Page<Post> {
    const found = this.#order.newest({ scope: SCOPE, limit: limit + 1, before });
    if (found === undefined) throw postNotFound(before as string);
    const items = found.slice(0, limit).map((id) => toPost(this.#posts.live.get(id) as PostState));
    return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
  }

  positionOf({ id }: { id: string }): number | undefined {
    return this.#order.position(SCOPE, id);
  }

  change(...[id, decide, onChanged]: Parameters<PostStore['change']>): Promise<Written<PostState>> {
    return writeAndTell({ store: this.#store, outbox: this.#outbox }, () => {
      const current = this.get(id);
      const event = decide(current);
      if (event === undefined) {
        if (current === undefined) throw new Error(`Expected an event for the unknown post ${id}.`);
        return { thing: current };
      }
      const thing = this.apply(event);
      onChanged?.(thing);
      return { thing, event };
    });
  }

  /**
   * Folds an event into its post; `position` is set once the event is in the log. Only inside a transaction of the
   * store.
   */
  apply(event: PostEvent, position?: number): PostState {
    const current = this.get(event.data.id);
    const next = evolvePost(current, event);
    this.#order.put({ scope: SCOPE, id: next.id, position, isListed: !next.deleted });
    if (next !== current) this.#posts.replace(next.id, current, next);
    return next;
  }
}
