import { pause } from '@blog/service-kit';

/** A backoff without delays: a model that runs thousands of times cannot wait. */
export const AT_ONCE = { firstMs: 0, maxMs: 0 };

/** Lets the event loop turn `count` times, without waiting for time to pass. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const UNTIL_MS = 30_000;
/** Shrinking retries a hanging case many times: each attempt must not cost 30 s. */
const UNTIL_AFTER_FAILURE_MS = 1_000;

/** Checks without a pause: most conditions come true within a commit or two. */
const LOOKS_AT_ONCE = 40;

/** Waits for conditions, for a shorter time once a case has failed. */
export class Patience {
  #untilMs = UNTIL_MS;

  failed(): void {
    this.#untilMs = UNTIL_AFTER_FAILURE_MS;
  }

  /**
   * Resolves once `check` returns null; checks at each turn of the event loop, later each ms.
   * @throws Error  not within 30 s; with the last result of `check`
   */
  async until(check: () => string | null | Promise<string | null>): Promise<void> {
    const deadlineMs = Date.now() + this.#untilMs;
    for (let look = 1; ; look += 1) {
      const missing = await check();
      if (missing === null) return;
      if (Date.now() > deadlineMs) throw new Error(`Waited ${this.#untilMs} ms in vain: ${missing}`);
      await (look < LOOKS_AT_ONCE ? turns(1) : pause(1));
    }
  }
}
