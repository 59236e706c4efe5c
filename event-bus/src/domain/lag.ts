import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EventLog, readEvent, storedMs } from '@blog/event-log';

/**
 * How far a subscriber is behind: in events, and as the age of the oldest event that it has not had yet, in milliseconds; null if
 * that event cannot be read.
 */
export interface Lag {
  readonly events: number;
  readonly ageMs: number | null;
}

/** Maximum times that are remembered. */
const TIMES_MAX = 10_000;
/** Reads for many subscribers block the event loop for at most this long. */
const BUSY_MS_MAX = 5;

/** Computes the lag of subscribers. The time at which an event was stored takes a read of its block, so it is remembered. */
export class LagClock {
  readonly #log: EventLog;
  readonly #storedMs = new Map<number, number>();
  #turnMs = 0;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** The lag at `nowMs` of a subscriber that has had everything up to `position`. */
  async lagAfter(position: number, nowMs: number): Promise<Lag> {
    const events = Math.max(0, this.#log.head - position);
    if (events === 0) return { events: 0, ageMs: 0 };
    const ms = this.#storedMs.get(position + 1) ?? (await this.#read(position + 1));
    return { events, ageMs: ms === undefined ? null : Math.max(0, nowMs - ms) };
  }

  async #read(position: number): Promise<number | undefined> {
    if (performance.now() - this.#turnMs > BUSY_MS_MAX) {
      await nextTurn();
      this.#turnMs = performance.now();
    }
    const record = await readEvent(this.#log, position).catch(() => undefined);
    if (record === undefined) return undefined;
    const ms = storedMs(record);
    if (this.#storedMs.size >= TIMES_MAX) this.#storedMs.clear();
    this.#storedMs.set(position, ms);
    return ms;
  }
}
