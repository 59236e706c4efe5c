import type { Follower } from './follower';
import { CATCH_UP_MS } from './settings';

/**
 * Whether the state is still being rebuilt from the log, after waiting up to CATCH_UP_MS for that. A change must be refused
 * meanwhile: it could take a version number that the log has given already.
 */
export async function isRebuilding(
  follower: Pick<Follower, 'canGoOn' | 'catchUp' | 'checkpoint'>,
): Promise<boolean> {
  // With nothing of the log applied, everything known was written here and is complete.
  const isBehind = () => follower.checkpoint > 0 && !follower.canGoOn;
  if (isBehind()) await follower.catchUp({ timeoutMs: CATCH_UP_MS });
  return isBehind();
}
