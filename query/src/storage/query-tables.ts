import type { CommentState, PostState } from '@blog/contracts';
import type { Store, Table } from '@blog/service-kit';

/** A post with its place (the position of the event that made it known) and the position of its last change. */
export interface PostRecord {
  readonly state: PostState;
  readonly place: number;
  readonly changedAt: number;
}

export type CommentPlace = [postId: string, place: number];

/**
 * The tables of the read model. Places are positions of the log, so that a rebuild gives the same ones. Deleted posts
 * and comments stay as marks, where no list has to step over them.
 */
export interface QueryTables {
  readonly posts: Table<PostRecord>;
  /** The ids of the posts that are not deleted, by place. */
  readonly order: Table<string, number>;
  /** The id of each post by the position of its last change; a post has one entry, at the most. */
  readonly changes: Table<string, number>;
  /** How many comments that are not deleted a post has, also one that is not known yet. */
  readonly commentCounts: Table<number>;
  readonly comments: Table<CommentState, CommentPlace>;
  readonly deletedComments: Table<CommentState, CommentPlace>;
  readonly commentPlaces: Table<number, [postId: string, id: string]>;
}

export function openQueryTables(store: Store): QueryTables {
  return {
    posts: store.table('posts'),
    order: store.table('order'),
    changes: store.table('changes'),
    commentCounts: store.table('comment-counts'),
    comments: store.table('comments'),
    deletedComments: store.table('deleted-comments'),
    commentPlaces: store.table('comment-places'),
  };
}
