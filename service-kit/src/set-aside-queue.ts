import { hash as digest } from 'node:crypto';
import type { CloudEvent } from './cloud-event';
import type { FailureLog } from './sampled-log';
import type { Store, Table } from './store';

/** How many events a service sets aside from the log, and from its outbox, unless it is told otherwise. */
export const SET_ASIDE_EVENTS_MAX = 10_000;

/** Of the reason an event was set aside for; the rest is cut off. */
const REASON_CHARACTERS_MAX = 500;

/** Of a sequence's hash, in base64: there are 64^3 = 262,144 beginnings. */
const BEGINNING_CHARACTERS = 3;

/** The events that must keep their order among themselves; undefined for an event that stands alone. */
export type SequenceOf = (event: CloudEvent) => string | undefined;

/** Where an event was set aside: on its way from the log into a service's state, or from its outbox to the bus. */
export type SetAsideFrom = 'log' | 'outbox';

/** An event that could not be handled, or that has to wait behind such a one. Times are RFC 3339, UTC. */
export interface SetAsideEvent {
  /** Names it among all that a service has set aside: `log-` and its position, or `outbox-` and its number there. */
  readonly entry: string;
  readonly from: SetAsideFrom;
  /** Its position in the log; of the outbox, its number there. Both count from 1 and order the events of a sequence. */
  readonly key: number;
  readonly type: string;
  readonly source: string;
  readonly id: string;
  /** Null for an event that stands alone. */
  readonly sequence: string | null;
  readonly reason: string;
  /** How often it was tried; 0 for one that waits behind another. */
  readonly attempts: number;
  readonly setAsideAt: string;
  /** Whether a retry was asked for. */
  readonly queued: boolean;
}

/** One that was given up, why, and when. */
export interface DiscardedEvent extends Omit<SetAsideEvent, 'queued'> {
  readonly discardedBecause: string;
  readonly discardedAt: string;
}

/** How many events are set aside, and why the first of them was. */
export interface SetAsideState {
  readonly setAside: number;
  readonly setAsideReason: string | null;
}

/** Some of what is set aside: one sequence, the event of a key, or all. */
export type Wanted = { readonly sequence: string } | { readonly key: number } | 'all';

type SequenceKey = [hash: string, key: number];
type Handled = Pick<SetAsideEvent, 'key' | 'type' | 'source' | 'id'>;

/**
 * Events set aside, in the service's own store: a dead-letter queue that keeps the order of each sequence. What says "in a
 * transaction" belongs into the one that passes the event by, so that none is lost and none is there twice.
 */
export class SetAsideQueue {
  readonly from: SetAsideFrom;
  readonly eventsMax: number;
  readonly #store: Store;
  readonly #events: Table<SetAsideEvent, number>;
  /** The keys of each sequence, by its hash: a sequence may be longer than a key of the table. */
  readonly #sequences: Table<true, SequenceKey>;
  /**
   * How the hashes of all sequences begin that may be held, so that the table need not be asked for nearly all others. None is
   * taken out: a transaction that takes out an event may fail.
   */
  readonly #beginnings = new Set<string>();
  readonly #discarded: Table<DiscardedEvent, number>;
  /** The events themselves, as JSON, where the log does not have them; also of those that were discarded. */
  readonly #texts: Table<string, number> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(options: { store: Store; from: SetAsideFrom; eventsMax: number }) {
    const { store, from, eventsMax } = options;
    this.from = from;
    this.eventsMax = eventsMax;
    this.#store = store;
    this.#events = store.table(`set-aside-${from}`);
    this.#sequences = store.table(`set-aside-${from}-sequences`);
    for (const [hash] of this.#sequences.getKeys()) this.#beginnings.add(beginningOf(hash));
    this.#discarded = store.table(`discarded-${from}`);
    this.#texts = from === 'outbox' ? store.table(`set-aside-${from}-texts`) : undefined;
  }

  get count(): number {
    return this.#events.getCount();
  }

  /** The highest key that is, or was, set aside; 0 if there is none. */
  get lastKey(): number {
    const last = (table: Table<unknown, number>) =>
      Array.from(table.getKeys({ reverse: true, limit: 1 }))[0] ?? 0;
    return Math.max(last(this.#events), last(this.#discarded));
  }

  get isFull(): boolean {
    return this.count >= this.eventsMax;
  }

  state(): SetAsideState {
    const [first] = this.list({ after: 0, limit: 1 });
    return { setAside: this.count, setAsideReason: first === undefined ? null : toldReason(first) };
  }

  /** Writes a line about it, of which there may be as many as somebody sends bad events. */
  tell(log: FailureLog): void {
    const { setAside, setAsideReason } = this.state();
    const what = setAside === 1 ? '1 event is set aside' : `${setAside} events are set aside`;
    const message = `${what}, GET /set-aside lists them. The first: ${setAsideReason}`;
    log.warn({ code: `set_aside.${this.from}`, setAside }, message);
  }

  get(key: number): SetAsideEvent | undefined {
    return this.#events.get(key);
  }

  /** Whether an event is set aside, or was discarded, as far as that is kept. */
  has(key: number): boolean {
    return this.#events.doesExist(key) || this.#discarded.doesExist(key);
  }

  /** The event's JSON text, of the outbox. */
  text(key: number): string | undefined {
    return this.#texts?.get(key);
  }

  /** By key, those after `after` (exclusive). */
  list({ after, limit }: { after: number; limit: number }): SetAsideEvent[] {
    const range = this.#events.getRange({ start: after, exclusiveStart: true, limit });
    return Array.from(range, ({ value }) => value);
  }

  /** By key, those after `after` (exclusive). As many are kept as may be set aside; the one with the lowest key goes first. */
  discarded({ after, limit }: { after: number; limit: number }): DiscardedEvent[] {
    const range = this.#discarded.getRange({ start: after, exclusiveStart: true, limit });
    return Array.from(range, ({ value }) => value);
  }

  /** The keys of all that is set aside or was discarded, in order. */
  keys(): number[] {
    const keys = [...this.#events.getKeys(), ...this.#discarded.getKeys()];
    return [...new Set(keys)].sort((a, b) => a - b);
  }

  /** Whether an event of this sequence that comes before `key` is set aside, so that the one at `key` has to wait behind it. */
  holds(sequence: string | undefined, key: number): boolean {
    if (sequence === undefined || this.#beginnings.size === 0) return false;
    if (!this.#beginnings.has(beginningOf(hashOf(sequence)))) return false;
    const first = this.#firstOf(sequence);
    return first !== undefined && first < key;
  }

  /** Sets an event aside; in a transaction. Without a `reason` it only waits behind another of its sequence. */
  add(
    event: Handled,
    options: { sequence: string | undefined; reason?: string | undefined; text?: string },
  ): void {
    const { key, type, source, id } = event;
    const { sequence, reason, text } = options;
    if (text !== undefined) void this.#texts?.put(key, text);
    void this.#events.put(key, {
      entry: `${this.from}-${key}`,
      from: this.from,
      key,
      type,
      source,
      id,
      sequence: sequence ?? null,
      reason: (reason ?? `It waits behind another event of ${sequence}.`).slice(0, REASON_CHARACTERS_MAX),
      attempts: reason === undefined ? 0 : 1,
      setAsideAt: new Date().toISOString(),
      queued: false,
    });
    if (sequence === undefined) return;
    const hash = hashOf(sequence);
    this.#beginnings.add(beginningOf(hash));
    void this.#sequences.put([hash, key], true);
  }

  /** An event to retry, looked for after a key: the first of a sequence for which a retry was asked. */
  nextQueued(after: number): SetAsideEvent | undefined {
    for (const { value } of this.#events.getRange({ start: after, exclusiveStart: true })) {
      if (!value.queued) continue;
      const first = value.sequence === null ? undefined : this.#firstOf(value.sequence);
      return first === undefined ? value : this.#events.get(first);
    }
    return undefined;
  }

  /** Takes out an event that was handled, and lets the next one of its sequence be tried; in a transaction. */
  #remove(event: SetAsideEvent): void {
    void this.#texts?.remove(event.key);
    this.#release(event);
  }

  #release({ key, sequence }: SetAsideEvent): void {
    void this.#events.remove(key);
    if (sequence === null) return;
    void this.#sequences.remove([hashOf(sequence), key]);
    const next = this.#firstOf(sequence);
    const waiting = next === undefined ? undefined : this.#events.get(next);
    if (waiting !== undefined) void this.#events.put(waiting.key, { ...waiting, queued: true });
  }

  /** Notes that a retry has failed: its sequence waits until somebody asks again. In a transaction. */
  #fail(event: SetAsideEvent, reason: string): void {
    const attempts = event.attempts + 1;
    for (const waiting of this.#withSequence(event)) {
      if (waiting.queued) void this.#events.put(waiting.key, { ...waiting, queued: false });
    }
    void this.#events.put(event.key, {
      ...event,
      queued: false,
      attempts,
      reason: reason.slice(0, REASON_CHARACTERS_MAX),
    });
  }

  /**
   * Retries an event, unless somebody has discarded it meanwhile: `attempt`, in the same transaction, says why it failed, or
   * handles it, and then it is taken out.
   */
  async settle(key: number, attempt: () => string | undefined): Promise<void> {
    await this.#store.transaction(() => {
      const event = this.#events.get(key);
      if (event === undefined) return;
      const failure = attempt();
      if (failure === undefined) this.#remove(event);
      else this.#fail(event, failure);
    });
    this.changed();
  }

  /** Asks for a retry of one sequence, of one event that stands alone, or of all; in a transaction. Returns how many wait for it. */
  queue(wanted: Wanted): number {
    const events = this.#wanted(wanted);
    for (const event of events) void this.#events.put(event.key, { ...event, queued: true });
    return events.length;
  }

  /** The same in a transaction of its own. */
  async retry(wanted: Wanted): Promise<number> {
    const count = await this.#store.transaction(() => this.queue(wanted));
    this.changed();
    return count;
  }

  /**
   * Gives events up for good, for a reason that is kept; those behind them are then tried again. Resolves with how many
   * were set aside of what is wanted: with a key only that one.
   */
  async discard(wanted: Wanted, because: string): Promise<number> {
    const count = await this.#store.transaction(() => {
      const events = this.#wanted(wanted, { alone: true });
      for (const event of events) {
        this.#release(event);
        const { queued: _queued, ...kept } = event;
        const discarded = { ...kept, discardedBecause: because, discardedAt: new Date().toISOString() };
        void this.#discarded.put(event.key, discarded);
      }
      this.#dropOldest();
      return events.length;
    });
    this.changed();
    return count;
  }

  #dropOldest(): void {
    const many = this.#discarded.getCount() - this.eventsMax;
    if (many <= 0) return;
    for (const key of [...this.#discarded.getKeys({ limit: many })]) {
      void this.#discarded.remove(key);
      void this.#texts?.remove(key);
    }
  }

  /** Calls `listener` when what is set aside has changed, or a retry was asked for. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** After a commit that changed it. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** With a key also the others of its sequence, unless it is wanted `alone`. */
  #wanted(wanted: Wanted, { alone = false } = {}): SetAsideEvent[] {
    if (wanted === 'all') return this.list({ after: 0, limit: this.eventsMax + 1 });
    if ('sequence' in wanted) return this.#ofSequence(wanted.sequence);
    const event = this.#events.get(wanted.key);
    if (event === undefined) return [];
    return alone ? [event] : this.#withSequence(event);
  }

  #withSequence(event: SetAsideEvent): SetAsideEvent[] {
    return event.sequence === null ? [event] : this.#ofSequence(event.sequence);
  }

  #ofSequence(sequence: string): SetAsideEvent[] {
    return this.#keysOf(sequence)
      .map((key) => this.#events.get(key))
      .filter((event) => event !== undefined);
  }

  #firstOf(sequence: string): number | undefined {
    return this.#keysOf(sequence, { limit: 1 })[0];
  }

  #keysOf(sequence: string, limit: { limit?: number } = {}): number[] {
    const hash = hashOf(sequence);
    const start: SequenceKey = [hash, 0];
    const end: SequenceKey = [hash, Number.MAX_SAFE_INTEGER];
    return Array.from(this.#sequences.getKeys({ start, end, ...limit }), ([, key]) => key);
  }
}

const toldReason = ({ from, key, type, reason }: SetAsideEvent) =>
  `${from === 'log' ? 'Event' : 'Outbox event'} ${key} (${type}): ${reason}`;

const hashOf = (sequence: string) => digest('sha256', sequence, 'base64url');

const beginningOf = (hash: string) => hash.slice(0, BEGINNING_CHARACTERS);
