import { type CommentModerated, CommentUpdated } from '@blog/contracts';
import { makeReaction } from '@blog/service-kit';
import { SOURCE } from './comment-event';

/**
 * Makes the CommentUpdated that follows from a decision. It depends on that decision alone, so that a rebuild from
 * the log, at another moment and with another state, makes the same event again.
 */
export function announceStatus(decision: ReturnType<typeof CommentModerated.read>) {
  const { id, postId, content, status, reason, version } = decision.data;
  return makeReaction({
    source: SOURCE,
    definition: CommentUpdated,
    subject: id,
    data: { id, postId, content, status, ...(reason !== undefined && { reason }), version },
    cause: decision,
  });
}
