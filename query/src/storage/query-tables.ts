import type { CommentPlace, CommentState, PostRecord, ReadModelTables } from '@blog/contracts';
import type { Store, Table } from '@blog/service-kit';

/** The tables of the read model in LMDB, in one file with the follower's checkpoint. */
export interface QueryTables extends ReadModelTables {
  readonly posts: Table<PostRecord>;
  readonly order: Table<string, number>;
  readonly changes: Table<string, number>;
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
