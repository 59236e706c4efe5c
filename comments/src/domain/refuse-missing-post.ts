import { CATCH_UP_MS } from '@blog/service-kit';
import { postNotFound } from './comment-faults';
import type { LookUpPorts } from './comment-ports';

/**
 * Refuses a post that is known to be missing. For one that was never heard of, what the log holds at this moment is
 * applied first. While the log cannot be read, such a post is taken to exist: its event may be on its way, and a
 * comment on it must not be lost.
 * @throws DomainError  `post.not_found`
 */
export async function refuseMissingPost(id: string, { comments, follower }: LookUpPorts): Promise<void> {
  let status = comments.postStatus(id);
  if (status === undefined) {
    const outcome = await follower.catchUp({ timeoutMs: CATCH_UP_MS });
    status = comments.postStatus(id);
    if (status === undefined && outcome !== 'caught-up') return;
  }
  if (status !== 'exists') throw postNotFound(id);
}
