import { hear, type PostEvent } from '@blog/contracts';

interface PostProjection {
  apply(event: PostEvent, position: number): void;
}

/**
 * What posts hears, and does then. Posts are taken over from the log, whoever published them. So a lost disk is rebuilt, and posts
 * that other programs publish are served as well; this service's own events come by too and change nothing any more.
 */
export const hearing = hear<PostProjection>({
  PostCreated: takePost,
  PostUpdated: takePost,
  PostDeleted: takePost,
  CommentCreated: undefined,
  CommentEdited: undefined,
  CommentDeleted: undefined,
  CommentModerated: undefined,
  CommentUpdated: undefined,
});

function takePost(event: PostEvent, posts: PostProjection, position: number): void {
  posts.apply(event, position);
}
