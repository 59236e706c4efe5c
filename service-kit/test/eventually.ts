import { setTimeout as delay } from 'node:timers/promises';

/** Of the time waited so far, how much passes until the next look: what takes long is looked at less often. */
const SHARE_BETWEEN_LOOKS = 0.1;
const SELDOM = 10;

/**
 * Looks again and again until `check` no longer throws, and returns what it returns; after `withinMs` its last error is
 * thrown. For conditions that come true by themselves and have no event to wait for. The first looks are `everyMs` apart,
 * later ones up to ten times as far: looks are work for the process that is waited for.
 */
export async function eventually<Result>(
  check: () => Result | Promise<Result>,
  { withinMs = 20_000, everyMs = 10 } = {},
): Promise<Result> {
  const begin = Date.now();
  const deadline = begin + withinMs;
  while (true) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      const laterMs = (Date.now() - begin) * SHARE_BETWEEN_LOOKS;
      await delay(Math.min(Math.max(everyMs, laterMs), SELDOM * everyMs));
    }
  }
}
