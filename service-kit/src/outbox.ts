import type { BusClient } from './bus-client';
import { BusRefused, type BusUnavailable } from './bus-error';
import type { CloudEvent } from './cloud-event';
import type { DomainError } from './domain-error';
import { entryCount } from './entry-count';
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX, EVENT_BYTES_MAX } from './event-batch';
import type { Logger } from './logger';
import { type Entry, OutboxSender } from './outbox-sender';
import { problems } from './problems';
import { type Publication, PublicationWaits } from './publication-waits';
import { type Backoff, BUS_BACKOFF, pause, retryDelayMs } from './retry-policy';
import { SampledLog } from './sampled-log';
import type { SequenceOf, SetAsideState } from './set-aside-event';
import { SET_ASIDE_EVENTS_MAX, SetAsideQueue } from './set-aside-queue';
import { SetAsideRetrier } from './set-aside-retrier';
import type { Store, Table } from './store';

/** Errors that block the whole outbox until somebody acts. */
const BLOCKING: ReadonlySet<string> = new Set(['storage.corrupt', 'set_aside.full']);

/** The state of an outbox: events that wait, and why the bus does not take them if it does not. */
export interface OutboxState extends SetAsideState {
  readonly pending: number;
  readonly blocked: boolean;
  readonly lastError: string | null;
}

/**
 * The outbox: events saved in the same transaction as the state that they describe, and relayed to the bus in that order.
 *
 * An entry is removed only after the bus has acknowledged it, so a process that dies in between sends it again; the bus
 * recognises its id. While the bus is away, entries wait without limit. An event that the bus refuses permanently is set aside in
 * `setAside`, with the later ones of its sequence, and the others are relayed: skipping it would lose an accepted request. Only
 * when `setAsideMax` events are set aside does the outbox stop.
 */
export class Outbox {
  readonly setAside: SetAsideQueue;
  readonly #store: Store;
  readonly #entries: Table<string, number>;
  readonly #retrier: SetAsideRetrier;
  readonly #sender: OutboxSender;
  readonly #told: SampledLog;
  readonly #backoff: Backoff;
  readonly #stopping = new AbortController();
  readonly #waits = new PublicationWaits();
  #nextSequence: number;
  #wake = () => {};
  #running: Promise<void> = Promise.resolve();
  #blocked = false;
  #lastError: string | null = null;

  constructor(options: {
    store: Store;
    bus: Pick<BusClient, 'publish'>;
    logger: Logger;
    /** Names the code that runs: another build retries once, at its start, what is set aside. */
    build?: string | undefined;
    /** By default each event stands alone. */
    sequenceOf?: SequenceOf;
    /** By default 10,000. */
    setAsideMax?: number;
    backoff?: Backoff;
  }) {
    const { store, bus, logger, build, sequenceOf = () => undefined } = options;
    this.#store = store;
    this.#told = new SampledLog(logger);
    this.#backoff = options.backoff ?? BUS_BACKOFF;
    this.#entries = store.table<string, number>('outbox');
    const eventsMax = options.setAsideMax ?? SET_ASIDE_EVENTS_MAX;
    this.setAside = new SetAsideQueue({ store, from: 'outbox', eventsMax });
    this.#sender = new OutboxSender({
      store,
      entries: this.#entries,
      setAside: this.setAside,
      sequenceOf,
      bus,
      waits: this.#waits,
      told: this.#told,
      signal: this.#stopping.signal,
    });
    this.#retrier = new SetAsideRetrier({
      store,
      setAside: this.setAside,
      build,
      logger,
      backoff: this.#backoff,
      attempt: (event, signal) => this.#sender.retry(event, signal),
    });
    const [last] = this.#entries.getKeys({ reverse: true, limit: 1 });
    this.#nextSequence = Math.max(last ?? 0, this.setAside.lastKey) + 1;
  }

  /**
   * Adds an event; only inside a transaction of the store, together with the state. Returns its sequence number for
   * `published`.
   * @throws DomainError `event.too_large`  more than EVENT_BYTES_MAX bytes of JSON: the bus would refuse it
   */
  add(event: CloudEvent): number {
    const text = JSON.stringify(event);
    requireFits(text, event);
    const sequence = this.#nextSequence;
    this.#nextSequence += 1;
    void this.#entries.put(sequence, text);
    return sequence;
  }

  /**
   * Resolves with `isPublished` true once the bus has the event; false after `timeoutMs` (by default PUBLISH_WAIT_MS, or
   * PUBLISH_AWAY_MS from when the bus is known to be away), or as soon as the event is set aside or was discarded. Unless it was
   * discarded, it is safe. (For an event discarded so long ago that this is no longer recorded, it resolves true.)
   */
  published(sequence: number, options: { timeoutMs?: number } = {}): Promise<Publication> {
    if (!this.#entries.doesExist(sequence)) {
      return Promise.resolve({ isPublished: !this.setAside.has(sequence), position: undefined });
    }
    return this.#waits.wait(sequence, { ...options, isAway: this.#lastError !== null });
  }

  state(): OutboxState {
    const pending = entryCount(this.#entries);
    return { pending, blocked: this.#blocked, ...this.setAside.state(), lastError: this.#lastError };
  }

  /**
   * Unready while nothing can be relayed for a reason that does not end by itself: an event is damaged, or is refused and cannot
   * be set aside, or the server that answers is not a bus.
   */
  readiness(): { ready: boolean; checks: { outbox: OutboxState } } {
    const outbox = this.state();
    return { ready: !outbox.blocked, checks: { outbox } };
  }

  /** Starts the relay; events left by an earlier process go first. */
  start(): void {
    if (this.setAside.count > 0) this.setAside.tell(this.#told);
    this.#store.onCommit(() => this.#wake());
    this.setAside.onChange(() => this.#wake());
    this.#running = this.#relay();
    this.#retrier.start();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await Promise.all([this.#running, this.#retrier.stop()]);
  }

  async #relay(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      try {
        const batch = this.#nextBatch();
        if (batch.length === 0) await this.#untilCommit();
        else await this.#sender.send(batch);
        if (failures > 0) this.#told.info({}, 'the bus takes events again');
        failures = 0;
        this.#blocked = false;
        this.#lastError = null;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.#blocked = error instanceof BusRefused || BLOCKING.has((error as DomainError).code);
        const { message, code = 'outbox.failed' } = error as DomainError;
        if (this.#lastError === null) this.#waits.hurry();
        if (message !== this.#lastError) this.#told.warn({ code, pending: this.state().pending }, message);
        this.#lastError = message;
        await pause(retryDelayMs(failures, this.#backoff, (error as BusUnavailable).retryAfterMs), signal);
      }
    }
  }

  #nextBatch(): Entry[] {
    const batch: Entry[] = [];
    let bytes = 2;
    for (const { key, value } of this.#entries.getRange({ limit: BATCH_EVENTS_MAX })) {
      bytes += Buffer.byteLength(value) + 1;
      if (bytes > BATCH_BYTES_MAX && batch.length > 0) break;
      batch.push({ key, value });
    }
    return batch;
  }

  /** Resolves at the next commit. None can be missed: the look for entries and this are in one turn of the event loop. */
  #untilCommit(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Checks an event's size before it is committed: afterwards it could not be taken back. */
function requireFits(text: string, { type }: CloudEvent): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= EVENT_BYTES_MAX) return;
  const message = `Expected ${type} to have at most ${EVENT_BYTES_MAX} bytes as JSON, got ${bytes}.`;
  throw problems.error('event.too_large', message);
}
