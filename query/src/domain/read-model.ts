import type { CommentView, PostView, SearchHit } from '@blog/contracts';
import type { Page } from '@blog/service-kit';

/** That a post changed at a position of the log, with the post as it is now; undefined once it is deleted. */
export interface Change {
  readonly position: number;
  readonly id: string;
  readonly view: PostView | undefined;
}

/** What a part of a search found. */
export interface SearchPart {
  /** Newest first, by the place in the log. */
  readonly hits: readonly SearchHit[];
  /** How much was looked at. */
  readonly bytes: number;
  /** Where the search goes on before; undefined once everything was looked at. */
  readonly next: number | undefined;
}

/** Posts with their comments, for reading. What is read in one turn of the event loop is of one moment. */
export interface ReadModel {
  /** What is known of a post; undefined if it was never heard of. */
  postStatus(id: string): 'exists' | 'deleted' | undefined;

  /** A post with its newest comments; undefined if it is unknown or deleted. */
  view(id: string): PostView | undefined;

  /**
   * Posts in the reverse order of the log, from the one before the cursor `before` on. A page may hold fewer than
   * `limit` if their comments are very long; it is the last one only if it has no `next`.
   */
  list(page: { limit: number; before?: number | undefined }): Page<PostView>;

  /**
   * The `limit` newest comments of a post before the cursor `before`, in the order of the log; `next` leads to older
   * ones.
   */
  comments(page: { postId: string; limit: number; before?: number | undefined }): Page<CommentView>;

  /**
   * What changed after a position, in the order of the log: each post once, with its last change. Reads on while it is
   * iterated, which must be done in one turn. With `id`, changes of that post only.
   */
  changesAfter(position: number, id?: string): Iterable<Change>;

  /**
   * Looks for titles and texts that hold every one of the folded `terms`, in places before `before`: until there are `limit` hits, or
   * somewhat more than `bytesMax` bytes were looked at. What is deleted or rejected is not found, nor comments on deleted posts.
   */
  search(options: { terms: readonly string[]; before: number; limit: number; bytesMax: number }): SearchPart;

  /** Calls `listener` after each change; returns a function that ends this. */
  onChange(listener: () => void): () => void;
}
