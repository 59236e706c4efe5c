import { CommentCreated, CommentDeleted, CommentEdited, readOneOf } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';
import type { CommentProjection } from '../domain/comment-projection';

/*
 * CommentUpdated is not among them: it is this service's own consequence of a CommentModerated, which is in the log
 * before it, and following both would make a status depend on which of the two comes by.
 */
export const commentEvents = [CommentCreated, CommentEdited, CommentDeleted];

/**
 * Takes comments over from the log, whoever published them. So a lost disk is rebuilt, and comments that other
 * programs publish are served as well; this service's own events come by too and change nothing any more.
 */
export function onCommentEvent(event: StoredEvent, comments: CommentProjection): void {
  const read = readOneOf(commentEvents, event);
  if (read !== undefined) comments.applyComment(read, event.position);
}
