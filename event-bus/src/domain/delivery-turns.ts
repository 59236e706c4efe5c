import type { ByteBudget, ByteLease } from '@blog/service-kit';

/** The part of the places that slow subscriptions have, all together. */
const SLOW_SHARE = 1 / 2;

/** A delivery's place and its lease of bytes. `release` gives both back; a second call does nothing. */
export interface DeliveryTurn {
  readonly lease: ByteLease;
  release(): void;
}

interface Waiter {
  readonly isPrompt: boolean;
  readonly number: number;
  give(): void;
}

/**
 * Bounds the number of deliveries under way and the bytes that they hold. First come, first served; but all subscriptions that
 * were slow the last time (or were never called) share half of the places: a subscriber that does not
 * answer keeps its place for its `timeoutMs`, and prompt ones must not wait for that.
 */
export class DeliveryTurns {
  readonly #deliveriesMax: number;
  readonly #slowMax: number;
  readonly #budget: ByteBudget;
  readonly #prompt: Waiter[] = [];
  readonly #slow: Waiter[] = [];
  #taken = 0;
  #takenBySlow = 0;
  #number = 0;

  constructor(options: { deliveriesMax: number; budget: ByteBudget }) {
    this.#deliveriesMax = options.deliveriesMax;
    this.#slowMax = Math.ceil(options.deliveriesMax * SLOW_SHARE);
    this.#budget = options.budget;
  }

  /** Waits for a place, and then for room for `bytes`; resolves undefined once `signal` is aborted. */
  async take(
    options: { isPrompt: boolean; bytes: number },
    signal: AbortSignal,
  ): Promise<DeliveryTurn | undefined> {
    const { isPrompt, bytes } = options;
    if (!(await this.#takePlace(isPrompt, signal))) return undefined;
    const lease = await this.#budget.takeWhenFree(bytes, signal);
    if (lease === undefined) {
      this.#giveBack(isPrompt);
      return undefined;
    }
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      lease.release();
      this.#giveBack(isPrompt);
    };
    return { lease, release };
  }

  #takePlace(isPrompt: boolean, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const queue = isPrompt ? this.#prompt : this.#slow;
      this.#number += 1;
      const waiter: Waiter = {
        isPrompt,
        number: this.#number,
        give: () => {
          signal.removeEventListener('abort', abort);
          resolve(true);
        },
      };
      const abort = () => {
        queue.splice(queue.indexOf(waiter), 1);
        resolve(false);
      };
      signal.addEventListener('abort', abort, { once: true });
      queue.push(waiter);
      this.#serve();
    });
  }

  #giveBack(isPrompt: boolean): void {
    this.#taken -= 1;
    if (!isPrompt) this.#takenBySlow -= 1;
    this.#serve();
  }

  #serve(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      (next.isPrompt ? this.#prompt : this.#slow).shift();
      this.#taken += 1;
      if (!next.isPrompt) this.#takenBySlow += 1;
      next.give();
    }
  }

  #next(): Waiter | undefined {
    if (this.#taken >= this.#deliveriesMax) return undefined;
    const [prompt] = this.#prompt;
    const slow = this.#takenBySlow < this.#slowMax ? this.#slow[0] : undefined;
    if (prompt === undefined || slow === undefined) return prompt ?? slow;
    return prompt.number < slow.number ? prompt : slow;
  }
}
