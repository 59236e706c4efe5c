import { mayReadOn } from './choose-events';
import type { SubscriptionRecord } from './subscription';
import type { SubscriptionStore } from './subscription-store';
import { type Sequence, type WaitingSubject, WaitingSubjects } from './waiting-subjects';

/** A cursor that only passes unwanted events is saved every so many events; passing them again is harmless. */
const UNSAVED_EVENTS_MAX = 1_000;

/** The part of the log that was looked at: up to `through`; of that, the events `behind` have to wait behind earlier ones. */
export interface Reached {
  readonly behind: readonly { readonly position: number; readonly sequence: Sequence }[];
  readonly through: number;
}

/**
 * How far a subscription has come: its record, with the cursor, and the events that wait for a retry. The cursor stays before the
 * oldest of these: a restart, or a change, may deliver again what was delivered beyond it.
 */
export class DeliveryProgress {
  readonly waiting = new WaitingSubjects();
  readonly #store: SubscriptionStore;
  #record: SubscriptionRecord;
  #savedCursor: number;
  #reached: number;

  constructor(record: SubscriptionRecord, store: SubscriptionStore) {
    this.#store = store;
    this.#record = record;
    this.#savedCursor = record.cursor;
    this.#reached = record.cursor;
  }

  get record(): SubscriptionRecord {
    return this.#record;
  }

  /** Everything up to here was acknowledged, parked, not asked for, or waits. */
  get reached(): number {
    return this.#reached;
  }

  /** Whether events after `reached` may be delivered. */
  get mayReadOn(): boolean {
    const { cursor, order } = this.#record;
    return mayReadOn({ cursor, order, reached: this.#reached, waiting: this.waiting });
  }

  /** Notes whether the subscriber answers promptly. */
  note({ prompt }: { prompt: boolean }): void {
    if (prompt !== this.#record.prompt) this.#record = { ...this.#record, prompt };
  }

  /** Changes the record, on disk first, and begins at its cursor again. */
  async change(change: Partial<SubscriptionRecord>): Promise<void> {
    const record = { ...this.#record, ...change };
    await this.#store.save(record);
    this.#record = record;
    this.#savedCursor = record.cursor;
    this.#reached = record.cursor;
    this.waiting.clear();
  }

  /** Saves a cursor that is not on disk yet. */
  async flush(): Promise<void> {
    if (this.#record.cursor !== this.#savedCursor) await this.#store.save(this.#record);
  }

  /** Moves on in the log; the cursor follows unless something waits. */
  async reach({ behind, through }: Reached, { save }: { save: 'always' | 'seldom' | 'not' }): Promise<void> {
    const oldest = this.waiting.oldest?.positions[0];
    const cursor = oldest === undefined ? through : oldest - 1;
    const unsaved = cursor - this.#savedCursor;
    const isDue = save === 'always' ? unsaved > 0 : save === 'seldom' && unsaved >= UNSAVED_EVENTS_MAX;
    await this.#moveTo(cursor, { save: isDue });
    this.#reached = through;
    for (const { position, sequence } of behind) this.waiting.add(position, sequence);
  }

  /** The first event of a subject was acknowledged. */
  async acknowledge(subject: WaitingSubject): Promise<void> {
    await this.#moveTo(this.#cursorWithout(subject), { save: true });
    this.waiting.shift(subject);
  }

  /** Parks the first event of a subject. */
  async park(subject: WaitingSubject, reason: string): Promise<void> {
    const [position] = subject.positions as [number];
    const record = { ...this.#record, cursor: this.#cursorWithout(subject) };
    const { attempts } = subject;
    const parkedAt = new Date().toISOString();
    await this.#store.park(record, { position, reason, attempts, parkedAt, queued: false });
    this.#record = record;
    this.#savedCursor = record.cursor;
    this.waiting.shift(subject);
  }

  /** Ends the subscription; if that cannot be stored, it stays as it was. */
  async end(): Promise<void> {
    const before = this.#record;
    const record = { ...before, ended: true };
    // Before it is stored: whoever subscribes again meanwhile must not find it still going, and do nothing.
    this.#record = record;
    try {
      await this.#store.save(record);
    } catch (error) {
      this.#record = before;
      throw error;
    }
  }

  async #moveTo(cursor: number, { save }: { save: boolean }): Promise<void> {
    const record = { ...this.#record, cursor };
    if (save) {
      await this.#store.save(record);
      this.#savedCursor = cursor;
    }
    this.#record = record;
  }

  #cursorWithout(subject: WaitingSubject): number {
    const oldest = this.waiting.oldestWithout(subject);
    return oldest === undefined ? this.#reached : oldest - 1;
  }
}
