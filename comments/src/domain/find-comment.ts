import type { CommentView } from '@blog/contracts';
import { CATCH_UP_MS } from '@blog/service-kit';
import { commentNotFound, notCaughtUp } from './comment-faults';
import type { LookUpPorts } from './comment-ports';
import type { CommentKey } from './comment-store';
import { refuseMissingPost } from './refuse-missing-post';
import { toComment } from './to-comment';

/**
 * Finds a comment. For one that was never heard of, what the log holds at this moment is applied first.
 * @throws DomainError  `post.not_found`, `comment.not_found`; or `comments.not_caught_up`, when the log could not be
 * read to know better
 */
export async function findComment(
  key: CommentKey,
  { comments, follower }: LookUpPorts,
): Promise<CommentView> {
  await refuseMissingPost(key.postId, { comments, follower });
  let state = comments.get(key);
  if (state === undefined) {
    const outcome = await follower.catchUp({ timeoutMs: CATCH_UP_MS });
    state = comments.get(key);
    if (state === undefined && outcome !== 'caught-up' && !follower.canGoOn) throw notCaughtUp();
  }
  if (state === undefined || state.deleted) throw commentNotFound(key);
  return toComment(state);
}
