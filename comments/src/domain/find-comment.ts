import type { CommentView } from '@blog/contracts';
import { lookUp } from '@blog/service-kit';
import { commentNotFound, notCaughtUp } from './comment-faults';
import type { LookUpPorts } from './comment-ports';
import type { CommentKey } from './comment-store';
import { refuseMissingPost } from './refuse-missing-post';
import { toComment } from './to-comment';

/**
 * Finds a comment. If it is unknown, everything that the log holds at this moment is applied first.
 * @throws DomainError  `post.not_found`, `comment.not_found`; or `comments.not_caught_up`, when the log could not be
 * read to know better
 */
export async function findComment(
  key: CommentKey,
  { comments, follower }: LookUpPorts,
): Promise<CommentView> {
  await refuseMissingPost(key.postId, { comments, follower });
  const { found, isUnsure } = await lookUp(() => comments.get(key), follower);
  if (isUnsure && !follower.canGoOn) throw notCaughtUp();
  if (found === undefined || found.deleted) throw commentNotFound(key);
  return toComment(found);
}
