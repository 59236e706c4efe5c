/** After a pause of the process at most so much is made up for. */
const BURST_MS_MAX = 1_000;

/** Spreads a rate over time: says how many are due since it was asked last. */
export class Pace {
  readonly #perSecond: number;
  #askedMs: number;
  #owed = 0;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#askedMs = nowMs;
  }

  /** `room` is how many can be begun now; what is due beyond that is left out, not made up for. */
  due(nowMs: number, room: number): number {
    const elapsedMs = Math.min(nowMs - this.#askedMs, BURST_MS_MAX);
    this.#askedMs = nowMs;
    const owed = this.#owed + (this.#perSecond * elapsedMs) / 1_000;
    const whole = Math.floor(owed);
    this.#owed = owed - whole;
    return Math.min(whole, room);
  }
}
