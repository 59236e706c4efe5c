import { type CommentModerated, CommentUpdated } from '@blog/contracts';
import { makeReaction } from '@blog/service-kit';
import { SOURCE } from './comment-event';

/**
 * The CommentUpdated that follows from a decision. It depends on that decision alone, so that a rebuild from
 * the log, at another time and from another state, makes the same event.
 */
export function commentUpdatedBy(decision: ReturnType<typeof CommentModerated.read>) {
  const { data } = decision;
  return makeReaction({
    source: SOURCE,
    definition: CommentUpdated,
    subject: data.id,
    data,
    cause: decision,
  });
}
