import { CommentCreated, CommentDeleted, CommentEdited, CommentUpdated, readOneOf } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';
import type { Projection } from '../domain/projection';

/*
 * CommentModerated is not among them: whether a decision counts is for comments to say, and it does by CommentUpdated.
 */
const heard = [CommentCreated, CommentEdited, CommentDeleted, CommentUpdated];

export function onCommentEvent(event: StoredEvent, projection: Projection): void {
  const read = readOneOf(heard, event);
  if (read !== undefined) projection.applyComment(read, event.position);
}
