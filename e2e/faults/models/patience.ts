import { pause } from '@blog/service-kit';

/** A backoff without waits: a model that is run thousands of times cannot wait for them. */
export const AT_ONCE = { firstMs: 0, maxMs: 0 };

/** Lets the event loop turn so often: what is ready goes on, and no time is waited. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const UNTIL_MS = 30_000;
/** A case that hangs is tried again and again in smaller forms: each of them may not cost 30 s. */
const UNTIL_AFTER_FAILURE_MS = 1_000;

/** So often a condition is looked at without a pause: most come true within a commit or two. */
const LOOKS_AT_ONCE = 40;

/** Waits for conditions; once a case has failed, less long. */
export class Patience {
  #untilMs = UNTIL_MS;

  failed(): void {
    this.#untilMs = UNTIL_AFTER_FAILURE_MS;
  }

  /**
   * Resolves once `check` says null; looks at each turn of the event loop, later each millisecond.
   * @throws Error  it did not within 30 s, with what `check` said last
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
