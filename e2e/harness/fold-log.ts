import {
  COMMENTS_IN_VIEW_MAX,
  type CommentState,
  evolveComment,
  evolvePost,
  type PostState,
  type PostView,
  readBlogEvent,
} from '@blog/contracts';

/**
 * The expected read model: the fold of the log, newest post first. Written independently of query, on the same pure functions,
 * so that a test can compare state with log.
 */
export function foldLog(log: readonly { type: string; position: number }[]): PostView[] {
  const posts = new Map<string, PostState>();
  const places = new Map<string, number>();
  const comments = new Map<string, CommentState>();
  for (const stored of log) {
    const event = readBlogEvent(stored);
    switch (event?.type) {
      case 'PostCreated':
      case 'PostUpdated':
      case 'PostDeleted':
        places.set(event.data.id, places.get(event.data.id) ?? stored.position);
        posts.set(event.data.id, evolvePost(posts.get(event.data.id), event));
        break;
      case 'CommentCreated':
      case 'CommentEdited':
      case 'CommentDeleted':
      case 'CommentUpdated':
        comments.set(event.data.id, evolveComment(comments.get(event.data.id), event));
        break;
      case 'CommentModerated':
        break;
      default:
        event satisfies undefined;
    }
  }
  const live = [...posts.values()].filter(({ deleted }) => !deleted).reverse();
  return live.map(({ deleted: _deleted, ...post }) => {
    const own = [...comments.values()].filter(({ postId, deleted }) => postId === post.id && !deleted);
    const views = own.map(({ deleted: _mark, ...comment }) => comment);
    const position = places.get(post.id) as number;
    return { ...post, position, commentCount: own.length, comments: views.slice(-COMMENTS_IN_VIEW_MAX) };
  });
}
