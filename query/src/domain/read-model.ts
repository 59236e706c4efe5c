import type { CommentView, PostView, SearchHit } from '@blog/contracts';
import type { Page } from '@blog/service-kit';

/** A change of a post at a position of the log, with the current post; undefined once it is deleted. */
export interface Change {
  readonly position: number;
  readonly id: string;
  readonly view: PostView | undefined;
}

/** The result of a part of a search. */
export interface SearchPart {
  /** Newest first, by their places in the log. */
  readonly hits: readonly SearchHit[];
  /** Bytes that were searched. */
  readonly bytes: number;
  /** The search continues before this place; undefined once everything was searched. */
  readonly next: number | undefined;
}

/** Posts with their comments, for reading. Reads in one turn of the event loop see the same state. */
export interface ReadModel {
  /** Whether a post exists; undefined if it is unknown. */
  postStatus(id: string): 'exists' | 'deleted' | undefined;

  /** A post with its newest comments; undefined if it is unknown or deleted. */
  view(id: string): PostView | undefined;

  /**
   * Posts in the reverse order of the log, beginning before the cursor `before`. A page may hold fewer than
   * `limit` if their comments are very long; it is the last one only if it has no `next`.
   */
  list(page: { limit: number; before?: number | undefined }): Page<PostView>;

  /**
   * The `limit` newest comments of a post before the cursor `before`, in the order of the log; `next` leads to older
   * ones.
   */
  comments(page: { postId: string; limit: number; before?: number | undefined }): Page<CommentView>;

  /**
   * Changes after a position, in the order of the log: each post once, with its last change. Reads during the
   * iteration, which must be done in one turn of the event loop. With `id`, only changes of that post.
   */
  changesAfter(position: number, id?: string): Iterable<Change>;

  /**
   * Searches places before `before` for titles and texts that contain all of the folded `terms`, until there are `limit` hits or
   * slightly more than `bytesMax` bytes were searched. Deleted and rejected things are not found, nor comments on deleted posts.
   */
  search(options: { terms: readonly string[]; before: number; limit: number; bytesMax: number }): SearchPart;

  /** Calls `listener` after each change; returns a function that ends this. */
  onChange(listener: () => void): () => void;
}
