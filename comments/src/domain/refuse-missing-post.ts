import { lookUp } from '@blog/service-kit';
import { postNotFound } from './comment-faults';
import type { LookUpPorts } from './comment-ports';

/**
 * Refuses a post that is known to be missing. If it is unknown, everything that the log holds at this moment is applied
 * first. While the log cannot be read, an unknown post is taken to exist: its event may be on its way, and a comment on it
 * must not be lost.
 * @throws DomainError  `post.not_found`
 */
export async function refuseMissingPost(id: string, { comments, follower }: LookUpPorts): Promise<void> {
  const { found, isUnsure } = await lookUp(() => comments.postStatus(id), follower);
  if (found !== 'exists' && !isUnsure) throw postNotFound(id);
}
