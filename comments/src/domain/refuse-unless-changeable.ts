import { CATCH_UP_MS } from '@blog/service-kit';
import { notCaughtUp } from './comment-faults';
import type { LookUpPorts } from './comment-ports';
import type { CommentKey } from './comment-store';
import { findComment } from './find-comment';

/**
 * Refuses a comment that is not there, or may not be changed yet: while comments are being rebuilt from the log, a change could
 * take a version number that the log has given already.
 * @throws DomainError  `post.not_found`, `comment.not_found`, `comments.not_caught_up`
 */
export async function refuseUnlessChangeable(
  key: CommentKey,
  { comments, follower }: LookUpPorts,
): Promise<void> {
  await findComment(key, { comments, follower });
  // With nothing of the log applied, whatever is known was written here and is whole.
  const rebuilding = () => follower.checkpoint > 0 && !follower.canGoOn;
  if (rebuilding()) await follower.catchUp({ timeoutMs: CATCH_UP_MS });
  if (rebuilding()) throw notCaughtUp();
}
