import type { Follower } from './follower';
import { CATCH_UP_MS } from './settings';

/**
 * Looks something up with `find`. If it is unknown (undefined), everything that the log holds at this moment is applied first,
 * then `find` is asked again. `isUnsure`: it is still unknown, and not all of the log could be applied in CATCH_UP_MS, so it
 * may exist.
 */
export async function lookUp<Found>(
  find: () => Found | undefined,
  follower: Pick<Follower, 'catchUp'>,
): Promise<{ readonly found: Found | undefined; readonly isUnsure: boolean }> {
  const known = find();
  if (known !== undefined) return { found: known, isUnsure: false };
  const outcome = await follower.catchUp({ timeoutMs: CATCH_UP_MS });
  const found = find();
  return { found, isUnsure: found === undefined && outcome !== 'caught-up' };
}
