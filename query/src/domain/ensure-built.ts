import { CATCH_UP_MS } from '@blog/service-kit';
import { problems } from '../problems';
import type { QueryPorts } from './query-ports';

/**
 * Makes sure that the read model is complete: until it has caught up with the log once, anything may be missing.
 * @throws DomainError  `query.not_caught_up`
 */
export async function ensureBuilt({ follower }: Pick<QueryPorts, 'follower'>): Promise<void> {
  if (follower.hasCaughtUp) return;
  await follower.catchUp({ timeoutMs: CATCH_UP_MS });
  if (!follower.hasCaughtUp) throw notCaughtUp();
}

export const notCaughtUp = () =>
  problems.error('query.not_caught_up', 'The read model is still being built; try again.');
