import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again until `check` no longer throws, and returns what it returns; after `withinMs` its last error is
 * thrown. For conditions that come true by themselves and have no event to wait for.
 */
export async function eventually<Result>(
  check: () => Result | Promise<Result>,
  { withinMs = 20_000, everyMs = 10 } = {},
): Promise<Result> {
  const deadline = Date.now() + withinMs;
  while (true) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await delay(everyMs);
    }
  }
}
