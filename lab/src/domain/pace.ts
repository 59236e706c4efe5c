/** After a pause of the process, at most this much time is caught up. */
const BURST_MS_MAX = 1_000;

/** Spreads a rate over time: returns how many are due since the last call. */
export class Pace {
  readonly #perSecond: number;
  #askedMs: number;
  #owed = 0;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#askedMs = nowMs;
  }

  /** `room`: how many may start now; what is due beyond that is dropped, not caught up. */
  due(nowMs: number, room: number): number {
    const elapsedMs = Math.min(nowMs - this.#askedMs, BURST_MS_MAX);
    this.#askedMs = nowMs;
    const owed = this.#owed + (this.#perSecond * elapsedMs) / 1_000;
    const whole = Math.floor(owed);
    this.#owed = owed - whole;
    return Math.min(whole, room);
  }
}
