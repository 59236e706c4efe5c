import { hear, type PostEvent } from '@blog/contracts';

interface PostProjection {
  apply(event: PostEvent, position: number): void;
}

/**
 * The events that posts hears, and what it does with them. Posts are taken from the log, whoever published them: so a lost disk
 * is rebuilt, and posts of other programs are served too. This service's own events come back and change nothing.
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
