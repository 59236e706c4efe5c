import { type CommentEvent, hear, type PostEvent } from '@blog/contracts';
import type { CommentProjection } from '../domain/comment-projection';
import { commentUpdatedBy } from '../domain/comment-updated-by';

/**
 * The events that comments hears, and what it does with them. Comments are taken from the log, whoever published them: so a lost
 * disk is rebuilt, and comments of other programs are served too. This service's own events come back and change nothing.
 */
export const hearing = hear<CommentProjection>({
  PostCreated: takePost,
  // Also tells that an unknown post exists.
  PostUpdated: takePost,
  PostDeleted: takePost,
  CommentCreated: takeComment,
  CommentEdited: takeComment,
  CommentDeleted: takeComment,
  // A decision about an older text than the current one is ignored.
  CommentModerated: (decision, comments, position) => {
    if (comments.applyComment(decision, position)) comments.tell(commentUpdatedBy(decision));
  },
  // This service's own consequence of a CommentModerated, which precedes it in the log: with both, the order in which they are
  // applied would decide the status.
  CommentUpdated: undefined,
});

function takePost(event: PostEvent, comments: CommentProjection): void {
  comments.applyPost(event);
}

function takeComment(event: CommentEvent, comments: CommentProjection, position: number): void {
  comments.applyComment(event, position);
}
