import { entryCount } from './entry-count';
import type { FailureLog } from './sampled-log';
import type { DiscardedEvent, SetAsideEvent, SetAsideFrom, SetAsideState } from './set-aside-event';
import { SetAsideSequences } from './set-aside-sequences';
import { type Step, StepByStep } from './step-by-step';
import type { Store, Table } from './store';

/** Default of how many events a service sets aside from the log, and from its outbox. */
export const SET_ASIDE_EVENTS_MAX = 10_000;

/** A longer reason is truncated. */
const REASON_CHARACTERS_MAX = 500;

/** Events per turn of the event loop when all are meant: reading and writing one takes some 10 to 20 µs. */
const STEP_EVENTS_MAX = 250;

/** Some of what is set aside: one sequence, the event of a key, or all. */
export type Wanted = { readonly sequence: string } | { readonly key: number } | 'all';

/** An event as it is stored. An earlier build stored `queued` with it. */
type Entry = Omit<SetAsideEvent, 'queued'>;
type Handled = Pick<SetAsideEvent, 'key' | 'type' | 'source' | 'id'>;

/**
 * Events set aside, in the service's own store: a dead-letter queue that keeps the order of each sequence. Methods that say "in
 * a transaction" belong in the transaction that passes the event by, so that none is lost and none is there twice.
 */
export class SetAsideQueue {
  readonly from: SetAsideFrom;
  readonly eventsMax: number;
  readonly #store: Store;
  readonly #events: Table<Entry, number>;
  /** The keys of events to retry. Each stands alone or is the first of its sequence, all of which then waits for a retry. */
  readonly #queued: Table<true, number>;
  readonly #sequences: SetAsideSequences;
  readonly #discarded: Table<DiscardedEvent, number>;
  /** The JSON of events that the log does not have, discarded ones too. */
  readonly #texts: Table<string, number> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #steps: StepByStep;

  constructor(options: { store: Store; from: SetAsideFrom; eventsMax: number }) {
    const { store, from, eventsMax } = options;
    this.from = from;
    this.eventsMax = eventsMax;
    this.#store = store;
    this.#steps = new StepByStep(store);
    this.#events = store.table(`set-aside-${from}`);
    this.#queued = store.table(`set-aside-${from}-queued`);
    this.#sequences = new SetAsideSequences(store, from);
    this.#discarded = store.table(`discarded-${from}`);
    this.#texts = from === 'outbox' ? store.table(`set-aside-${from}-texts`) : undefined;
  }

  get count(): number {
    return entryCount(this.#events);
  }

  /** The highest key that is or was set aside; 0 if there is none. */
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

  /** Logs how many events are set aside. Anybody who sends bad events can cause this, so `log` must be bounded. */
  tell(log: FailureLog): void {
    const { setAside, setAsideReason } = this.state();
    const what = setAside === 1 ? '1 event is set aside' : `${setAside} events are set aside`;
    const message = `${what}, GET /set-aside lists them. The first: ${setAsideReason}`;
    log.warn({ code: `set_aside.${this.from}`, setAside }, message);
  }

  get(key: number): SetAsideEvent | undefined {
    const entry = this.#events.get(key);
    return entry && this.#shown(entry);
  }

  /** Whether an event is set aside, or was discarded as far as that is recorded. */
  has(key: number): boolean {
    return this.#events.doesExist(key) || this.#discarded.doesExist(key);
  }

  /** The JSON text of an event of the outbox. */
  text(key: number): string | undefined {
    return this.#texts?.get(key);
  }

  /** By key, those after `after` (exclusive). */
  list({ after, limit }: { after: number; limit: number }): SetAsideEvent[] {
    const range = this.#events.getRange({ start: after, exclusiveStart: true, limit });
    const entries = Array.from(range, ({ value }) => value);
    // Looking up the sequence of each would cost more than the rest.
    if (entryCount(this.#queued) === 0) return entries.map((entry) => ({ ...entry, queued: false }));
    return entries.map((entry) => this.#shown(entry));
  }

  /** By key, those after `after` (exclusive). At most `eventsMax` are kept; the one with the lowest key is removed first. */
  discarded({ after, limit }: { after: number; limit: number }): DiscardedEvent[] {
    const range = this.#discarded.getRange({ start: after, exclusiveStart: true, limit });
    return Array.from(range, ({ value }) => value);
  }

  /** The keys of all that is set aside or was discarded, in order. */
  keys(): number[] {
    const keys = [...this.#events.getKeys(), ...this.#discarded.getKeys()];
    return [...new Set(keys)].sort((a, b) => a - b);
  }

  /** Whether an event of this sequence before `key` is set aside, so that the one at `key` has to wait behind it. */
  holds(sequence: string | undefined, key: number): boolean {
    return sequence !== undefined && this.#sequences.holds(sequence, key);
  }

  /** Sets an event aside; in a transaction. Without a `reason` it waits behind another of its sequence. */
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
    });
    if (sequence === undefined) return;
    const first = this.#sequences.firstOf(sequence);
    // An outbox may set aside an earlier event later: the retry that its sequence waits for then begins there.
    if (first !== undefined && first > key && this.#isMarked(first)) this.#moveMark(first, key);
    this.#sequences.add(sequence, key);
  }

  /** An event to retry, the first of its sequence: the next one after the key `after`, or else the first of all. */
  nextQueued(after: number): SetAsideEvent | undefined {
    const next = (start: number) => Array.from(this.#queued.getKeys({ start, limit: 1 }))[0];
    const key = next(after + 1) ?? next(0);
    return key === undefined ? undefined : this.get(key);
  }

  /** Removes an event that was handled, and lets the next one of its sequence be tried; in a transaction. */
  #remove(event: SetAsideEvent): void {
    void this.#texts?.remove(event.key);
    this.#release(event);
  }

  #release({ key, sequence }: Entry): void {
    void this.#events.remove(key);
    if (sequence === null) {
      void this.#queued.remove(key);
      return;
    }
    this.#sequences.remove(sequence, key);
    const next = this.#sequences.firstOf(sequence);
    if (next === undefined) void this.#queued.remove(key);
    else if (next > key) this.#moveMark(key, next);
  }

  /** Records that a retry has failed: its sequence waits until somebody asks again. In a transaction. */
  #fail({ queued: _queued, ...entry }: SetAsideEvent, reason: string): void {
    void this.#queued.remove(entry.key);
    const attempts = entry.attempts + 1;
    void this.#events.put(entry.key, { ...entry, attempts, reason: reason.slice(0, REASON_CHARACTERS_MAX) });
  }

  /**
   * Retries an event, unless somebody has discarded it meanwhile: `attempt`, in the same transaction, returns why it failed, or
   * undefined once it has handled the event, which is then removed.
   */
  async settle(key: number, attempt: () => string | undefined): Promise<void> {
    await this.#store.transaction(() => {
      const event = this.get(key);
      if (event === undefined) return;
      const failure = attempt();
      if (failure === undefined) this.#remove(event);
      else this.#fail(event, failure);
    });
    this.changed();
  }

  /**
   * Asks for a retry of one sequence, of one event with its sequence, or of all, which is done in steps. Resolves with the number
   * of events that wait for it.
   */
  retry(wanted: Wanted): Promise<number> {
    return wanted === 'all' ? this.#steps.share('retry', () => this.#markingAll()) : this.#retryOne(wanted);
  }

  async #retryOne(wanted: Exclude<Wanted, 'all'>): Promise<number> {
    const count = await this.#store.transaction(() => {
      const event = 'key' in wanted ? this.#events.get(wanted.key) : undefined;
      const sequence = 'key' in wanted ? event?.sequence : wanted.sequence;
      const first = sequence ? this.#sequences.firstOf(sequence) : event?.key;
      if (first === undefined) return 0;
      this.#mark(first);
      return sequence ? this.#sequences.count(sequence) : 1;
    });
    this.changed();
    return count;
  }

  /** Up to the last event that is set aside now: later ones were not asked for. */
  #markingAll(): Step {
    const [last = 0] = this.#events.getKeys({ reverse: true, limit: 1 });
    let after = 0;
    return async () => {
      const entries = await this.#store.transaction(() => {
        const range = this.#events.getRange({ start: after + 1, end: last + 1, limit: STEP_EVENTS_MAX });
        const found = Array.from(range, ({ value }) => value);
        for (const entry of found) if (this.#firstBefore(entry) === entry.key) this.#mark(entry.key);
        return found;
      });
      this.changed();
      after = entries.at(-1)?.key ?? last;
      return entries.length || null;
    };
  }

  /**
   * Discards events permanently, for a reason that is recorded; those behind them are then tried again. Resolves with the number
   * of events discarded; with a key, only that event is. Several are discarded in steps, from the last one backwards: so none of
   * them is tried because the one before it was discarded.
   */
  discard(wanted: Wanted, because: string): Promise<number> {
    let before = Number.MAX_SAFE_INTEGER;
    return this.#steps.run(() => async () => {
      const keys = this.#keysBefore(before, wanted);
      const end = keys.at(-1);
      if (end === undefined) return null;
      before = end;
      const count = await this.#store.transaction(() => this.#discardAll(keys, because));
      this.changed();
      return count;
    });
  }

  #discardAll(keys: readonly number[], because: string): number {
    const entries = keys.map((key) => this.get(key)).filter((entry) => entry !== undefined);
    for (const { queued: _queued, ...entry } of entries) {
      this.#release(entry);
      const discarded = { ...entry, discardedBecause: because, discardedAt: new Date().toISOString() };
      void this.#discarded.put(entry.key, discarded);
    }
    this.#dropOldest();
    return entries.length;
  }

  #dropOldest(): void {
    const many = entryCount(this.#discarded) - this.eventsMax;
    if (many <= 0) return;
    for (const key of [...this.#discarded.getKeys({ limit: many })]) {
      void this.#discarded.remove(key);
      void this.#texts?.remove(key);
    }
  }

  /** Calls `listener` when the queue has changed, or a retry was asked for. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be called after a commit that changed the queue. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The highest keys before `before` (exclusive) of what is wanted, for one step, in descending order. */
  #keysBefore(before: number, wanted: Wanted): number[] {
    const start = before - 1;
    const range = { reverse: true, limit: STEP_EVENTS_MAX };
    if (wanted === 'all') return Array.from(this.#events.getKeys({ ...range, start }));
    if ('key' in wanted) return wanted.key <= start ? [wanted.key] : [];
    return this.#sequences.keysUpTo(wanted.sequence, { start, limit: STEP_EVENTS_MAX });
  }

  #shown(entry: Entry): SetAsideEvent {
    return { ...entry, queued: this.#isMarked(this.#firstBefore(entry)) };
  }

  #isMarked(first: number): boolean {
    return this.#queued.doesExist(first);
  }

  /** Marks an event unless it is marked already: a write would cost a sync. */
  #mark(first: number): void {
    if (!this.#isMarked(first)) void this.#queued.put(first, true);
  }

  #moveMark(from: number, to: number): void {
    void this.#queued.remove(from);
    this.#mark(to);
  }

  /** The key of the first event of an entry's sequence; its own if it stands alone. */
  #firstBefore({ key, sequence }: Entry): number {
    return (sequence === null ? undefined : this.#sequences.firstOf(sequence)) ?? key;
  }
}

const toldReason = ({ from, key, type, reason }: SetAsideEvent) =>
  `${from === 'log' ? 'Event' : 'Outbox event'} ${key} (${type}): ${reason}`;
