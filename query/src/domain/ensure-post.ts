import { lookUp } from '@blog/service-kit';
import { problems } from '../problems';
import { ensureBuilt, notCaughtUp } from './ensure-built';
import type { QueryPorts } from './query-ports';

export const postNotFound = (id: string) =>
  problems.error('post.not_found', `Expected the id of a post, got ${id}, which is unknown or deleted.`);

/**
 * Makes sure that a post exists. If it is unknown, everything that the log holds at this moment is applied first.
 * @throws DomainError  `post.not_found`; or `query.not_caught_up`, when the read model is not complete, or the log could not be
 * read to know better
 */
export async function ensurePost(id: string, { readModel, follower }: QueryPorts): Promise<void> {
  await ensureBuilt({ follower });
  const { found, isUnsure } = await lookUp(() => readModel.postStatus(id), follower);
  if (isUnsure && !follower.canGoOn) throw notCaughtUp();
  if (found !== 'exists') throw postNotFound(id);
}
