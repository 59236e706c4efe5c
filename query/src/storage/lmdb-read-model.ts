import { COMMENTS_IN_VIEW_MAX, type CommentView, type PostRecord, type PostView } from '@blog/contracts';
import type { Page, Store } from '@blog/service-kit';
import type { Change, ReadModel } from '../domain/read-model';
import type { QueryTables } from './query-tables';

/** Text of comments that a page of posts holds, roughly; a page ends after the post that goes beyond it. */
const PAGE_CHARACTERS_MAX = 1_000_000;

/** Reads the read model from LMDB. Every read is done at once: an open range would keep old pages from being reused. */
export class LmdbReadModel implements ReadModel {
  readonly #store: Store;
  readonly #tables: QueryTables;

  constructor(store: Store, tables: QueryTables) {
    this.#store = store;
    this.#tables = tables;
  }

  postStatus(id: string): 'exists' | 'deleted' | undefined {
    const post = this.#tables.posts.get(id);
    return post && (post.state.deleted ? 'deleted' : 'exists');
  }

  view(id: string): PostView | undefined {
    const post = this.#tables.posts.get(id);
    return post === undefined || post.state.deleted ? undefined : this.#viewOf(post);
  }

  list({ limit, before }: { limit: number; before?: number | undefined }): Page<PostView> {
    const range = { reverse: true, ...(before !== undefined && { start: before, exclusiveStart: true }) };
    const items: PostView[] = [];
    let characters = 0;
    let last: number | undefined;
    for (const { key, value } of this.#tables.order.getRange(range)) {
      if (items.length === limit || characters > PAGE_CHARACTERS_MAX) return { items, next: last };
      const view = this.view(value);
      if (view === undefined) throw new Error(`Post ${value} is listed at ${key}, but not there.`);
      items.push(view);
      for (const { content } of view.comments) characters += content.length;
      last = key;
    }
    return { items, next: undefined };
  }

  comments(page: { postId: string; limit: number; before?: number | undefined }): Page<CommentView> {
    const { postId, limit, before = Number.MAX_SAFE_INTEGER } = page;
    const newestFirst = this.#tables.comments.getRange({
      start: [postId, before],
      exclusiveStart: true,
      end: [postId, 0],
      reverse: true,
      limit: limit + 1,
    });
    const found = [...newestFirst];
    const shown = found.slice(0, limit).reverse();
    const items = shown.map(({ value: { deleted, ...comment } }) => comment);
    return { items, next: found.length > limit ? shown[0]?.key[1] : undefined };
  }

  *changesAfter(position: number, id?: string): Generator<Change> {
    if (id !== undefined) {
      const changedAt = this.#tables.posts.get(id)?.changedAt ?? 0;
      if (changedAt > position) yield { position: changedAt, id, view: this.view(id) };
      return;
    }
    const range = { start: position, exclusiveStart: true };
    for (const { key, value } of this.#tables.changes.getRange(range)) {
      yield { position: key, id: value, view: this.view(value) };
    }
  }

  onChange(listener: () => void): () => void {
    return this.#store.onCommit(listener);
  }

  #viewOf({ state: { deleted, ...post }, place }: PostRecord): PostView {
    const { items } = this.comments({ postId: post.id, limit: COMMENTS_IN_VIEW_MAX });
    const commentCount = this.#tables.commentCounts.get(post.id) ?? 0;
    return { ...post, position: place, commentCount, comments: [...items] };
  }
}
