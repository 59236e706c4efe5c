import {
  COMMENTS_IN_VIEW_MAX,
  type CommentView,
  type PostRecord,
  type PostView,
  type SearchHit,
} from '@blog/contracts';
import type { Page, Store } from '@blog/service-kit';
import type { Change, ReadModel, SearchPart } from '../domain/read-model';
import type { QueryTables } from './query-tables';
import type { FoundText } from './text-block';
import type { TextIndex } from './text-index';

/** Characters of comments in a page of posts, roughly; a page ends after the post that exceeds it. */
const PAGE_CHARACTERS_MAX = 1_000_000;

/** Reads the read model from LMDB. Each read ends within one turn: an open range would keep old pages from being reused. */
export class LmdbReadModel implements ReadModel {
  readonly #store: Store;
  readonly #tables: QueryTables;
  readonly #index: TextIndex;

  constructor({ store, tables, index }: { store: Store; tables: QueryTables; index: TextIndex }) {
    this.#store = store;
    this.#tables = tables;
    this.#index = index;
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

  search(options: { terms: readonly string[]; before: number; limit: number; bytesMax: number }): SearchPart {
    const { found, bytes, next } = this.#index.search(options);
    return { hits: found.flatMap((one) => this.#hitOf(one) ?? []), bytes, next };
  }

  onChange(listener: () => void): () => void {
    return this.#store.onCommit(listener);
  }

  /** Undefined if the thing is gone: its post is deleted or unknown, or a build without an index has removed it. */
  #hitOf({ place, postId }: FoundText): SearchHit | undefined {
    const record = this.#tables.posts.get(postId);
    if (record === undefined || record.state.deleted) return undefined;
    const post = { id: postId, title: record.state.title };
    if (record.place === place) return { position: place, post };
    const state = this.#tables.comments.get([postId, place]);
    if (state === undefined) return undefined;
    const { deleted, ...comment } = state;
    return { position: place, post, comment };
  }

  #viewOf({ state: { deleted, ...post }, place }: PostRecord): PostView {
    const { items } = this.comments({ postId: post.id, limit: COMMENTS_IN_VIEW_MAX });
    const commentCount = this.#tables.commentCounts.get(post.id) ?? 0;
    return { ...post, position: place, commentCount, comments: [...items] };
  }
}
