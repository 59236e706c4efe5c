import { CATCH_UP_MS } from '@blog/service-kit';
import { problems } from '../problems';
import { ensureBuilt, notCaughtUp } from './ensure-built';
import type { QueryPorts } from './query-ports';

export const postNotFound = (id: string) =>
  problems.error('post.not_found', `Expected the id of a post, got ${id}, which is unknown or deleted.`);

/**
 * Makes sure that a post is there. For one that was never heard of, what the log holds at this moment is applied first.
 * @throws DomainError  `post.not_found`; or `query.not_caught_up`, when the read model is not whole, or the log could not be read to
 * know better
 */
export async function ensurePost(id: string, { readModel, follower }: QueryPorts): Promise<void> {
  await ensureBuilt({ follower });
  let status = readModel.postStatus(id);
  if (status === undefined) {
    const outcome = await follower.catchUp({ timeoutMs: CATCH_UP_MS });
    status = readModel.postStatus(id);
    if (status === undefined && outcome !== 'caught-up' && !follower.canGoOn) {
      throw notCaughtUp();
    }
  }
  if (status !== 'exists') throw postNotFound(id);
}
