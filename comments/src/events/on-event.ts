import { type CommentEvent, hear, type PostEvent } from '@blog/contracts';
import type { CommentProjection } from '../domain/comment-projection';
import { commentUpdatedBy } from '../domain/comment-updated-by';

/**
 * What comments hears, and does then. Comments are taken over from the log, whoever published them. So a lost disk is rebuilt, and
 * comments that other programs publish are served as well; this service's own events come by too and change nothing any more.
 */
export const hearing = hear<CommentProjection>({
  PostCreated: takePost,
  // Of an unknown post it says as well that it exists.
  PostUpdated: takePost,
  PostDeleted: takePost,
  CommentCreated: takeComment,
  CommentEdited: takeComment,
  CommentDeleted: takeComment,
  // A decision about an older text than the known one is void.
  CommentModerated: (decision, comments, position) => {
    if (comments.applyComment(decision, position)) comments.tell(commentUpdatedBy(decision));
  },
  // Its own consequence of a CommentModerated, which is before it in the log: hearing both would make a status depend on which comes first.
  CommentUpdated: undefined,
});

function takePost(event: PostEvent, comments: CommentProjection): void {
  comments.applyPost(event);
}

function takeComment(event: CommentEvent, comments: CommentProjection, position: number): void {
  comments.applyComment(event, position);
}
