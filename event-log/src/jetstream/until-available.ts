import { pause, retryDelayMs } from '@blog/service-kit';
import { isLogUnavailable } from './log-unavailable';

const BACKOFF = { firstMs: 50, maxMs: 500 };

/** Retries while the cluster cannot be reached or has no majority, until `deadline` (as `Date.now()`). */
export async function untilAvailable<Result>(deadline: number, open: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await open();
    } catch (error) {
      const waitMs = retryDelayMs(attempt, BACKOFF);
      if (!isLogUnavailable(error) || Date.now() + waitMs >= deadline) throw error;
      await pause(waitMs);
    }
  }
}
