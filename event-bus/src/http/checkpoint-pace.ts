/** A reader that is told of its progress is told so at most this often, in ms. */
const INTERVAL_MS = 100;

/**
 * When to tell a reader how far it came through events that it does not want: at once if it was not told for a while, or has
 * caught up, so that whoever waits for a position hardly waits for this, and else at the end of the interval.
 */
export class CheckpointPace {
  /** What the reader knows: the position of the last event or checkpoint that it was sent. */
  #told: number;
  #nextMs = 0;
  /** Where the log ended when the reader came. */
  readonly #head: number;
  readonly #nowMs: () => number;

  constructor(begin: { told: number; head: number }, nowMs: () => number = () => performance.now()) {
    this.#told = begin.told;
    this.#head = begin.head;
    this.#nowMs = nowMs;
  }

  /** How long to wait before the reader is told that it has come to a position; infinite if it knows. */
  waitMs(position: number): number {
    if (position <= this.#told) return Number.POSITIVE_INFINITY;
    if (this.#told < this.#head && position >= this.#head) return 0;
    return Math.max(0, this.#nextMs - this.#nowMs());
  }

  /** The reader was sent the event at a position. */
  sentEvent(position: number): void {
    this.#told = position;
  }

  sentCheckpoint(position: number): void {
    this.#told = position;
    this.#nextMs = this.#nowMs() + INTERVAL_MS;
  }
}
