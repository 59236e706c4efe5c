import {
  type CommentEvent,
  type CommentState,
  type CommentView,
  evolveComment,
  type PostEvent,
} from '@blog/contracts';
import {
  type CloudEvent,
  LogOrder,
  type Outbox,
  type Page,
  type Store,
  type Table,
  TombstonedTable,
  type Written,
  writeAndTell,
} from '@blog/service-kit';
import { commentNotFound } from '../domain/comment-faults';
import type { CommentProjection } from '../domain/comment-projection';
import type { CommentKey, CommentStore } from '../domain/comment-store';
import { toComment } from '../domain/to-comment';

type Key = [postId: string, id: string];

/** Comments in LMDB, in one file with the outbox and the follower's checkpoint. */
export class LmdbCommentStore implements CommentStore, CommentProjection {
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #comments: TombstonedTable<CommentState, Key>;
  readonly #order: LogOrder;
  readonly #posts: Table<{ version: number; deleted: boolean }>;

  constructor({ store, outbox }: { store: Store; outbox: Outbox }) {
    this.#store = store;
    this.#outbox = outbox;
    this.#comments = new TombstonedTable(store, 'comments');
    this.#order = new LogOrder(store, 'comment');
    this.#posts = store.table('posts');
  }

  /** Adopts the comments of an earlier build, which listed them by id. */
  async adopt(): Promise<void> {
    await this.#store.transaction(() => {
      const ids = new Map<string, string[]>();
      for (const [postId, id] of this.#comments.live.getKeys())
        ids.set(postId, [...(ids.get(postId) ?? []), id]);
      for (const [postId, ofPost] of ids) this.#order.adopt(postId, ofPost);
    });
  }

  postStatus(id: string): 'exists' | 'deleted' | undefined {
    const known = this.#posts.get(id);
    return known && (known.deleted ? 'deleted' : 'exists');
  }

  get({ postId, id }: CommentKey): CommentState | undefined {
    return this.#comments.get([postId, id]);
  }

  list(page: { postId: string; limit: number; before?: string | undefined }): Page<CommentView> {
    const { postId, limit, before } = page;
    const found = this.#order.newest({ scope: postId, limit: limit + 1, before });
    if (found === undefined) throw commentNotFound({ postId, id: before as string });
    const shown = found.slice(0, limit).map((id) => this.#comments.live.get([postId, id]) as CommentState);
    const items = shown.map(toComment).reverse();
    return { items, next: found.length > limit ? items[0]?.id : undefined };
  }

  positionOf({ postId, id }: CommentKey): number | undefined {
    return this.#order.position(postId, id);
  }

  change(...[key, decide, onChanged]: Parameters<CommentStore['change']>): Promise<Written<CommentState>> {
    return writeAndTell({ store: this.#store, outbox: this.#outbox }, () => {
      const current = this.get(key);
      const event = decide(current);
      if (event === undefined) {
        if (current === undefined) throw new Error(`Expected an event for the unknown comment ${key.id}.`);
        return { thing: current };
      }
      const thing = evolveComment(current, event);
      this.#save(current, thing, undefined);
      onChanged?.(thing);
      return { thing, event };
    });
  }

  applyPost({ type, data }: PostEvent): void {
    const known = this.#posts.get(data.id);
    if (known !== undefined && data.version <= known.version) return;
    void this.#posts.put(data.id, { version: data.version, deleted: type === 'PostDeleted' });
  }

  applyComment(event: CommentEvent, position: number): boolean {
    const current = this.get(event.data);
    const next = evolveComment(current, event);
    this.#save(current, next, position);
    return next !== current;
  }

  tell(event: CloudEvent): void {
    this.#outbox.add(event);
  }

  #save(current: CommentState | undefined, next: CommentState, position: number | undefined): void {
    const key: Key = [next.postId, next.id];
    const [scope, id] = key;
    this.#order.put({ scope, id, position, isListed: !next.deleted });
    if (next !== current) this.#comments.replace(key, current, next);
  }
}
