import { CommentModerated } from '@blog/contracts';
import type { StoredEvent } from '@blog/service-kit';
import { announceStatus } from '../domain/announce-status';
import type { CommentProjection } from '../domain/comment-projection';

/** Gives a comment the decided status and tells it; a decision about an older text than the known one is void. */
export function onCommentModerated(event: StoredEvent, comments: CommentProjection): void {
  if (event.type !== CommentModerated.type) return;
  const decision = CommentModerated.read(event);
  if (comments.applyComment(decision, event.position)) comments.tell(announceStatus(decision));
}
