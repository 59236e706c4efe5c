import type { BusClient } from './bus-client';
import { BusRefused, BusUnavailable } from './bus-error';
import type { Acknowledgement } from './bus-protocol';
import type { CloudEvent } from './cloud-event';
import type { DomainError } from './domain-error';
import { entryCount } from './entry-count';
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX, EVENT_BYTES_MAX } from './event-batch';
import type { Logger } from './logger';
import { problems } from './problems';
import { type Backoff, BUS_BACKOFF, pause, retryDelayMs } from './retry-policy';
import { SampledLog } from './sampled-log';
import {
  SET_ASIDE_EVENTS_MAX,
  type SequenceOf,
  type SetAsideEvent,
  SetAsideQueue,
  type SetAsideState,
} from './set-aside-queue';
import { SetAsideRetrier } from './set-aside-retrier';
import { PUBLISH_AWAY_MS, PUBLISH_WAIT_MS } from './settings';
import type { Store, Table } from './store';

/** What holds up the whole outbox until somebody does something. */
const BLOCKING: ReadonlySet<string> = new Set(['storage.corrupt', 'set_aside.full']);

const NOT_PUBLISHED: Publication = { isPublished: false, position: undefined };

/** An event's JSON text by its sequence number. */
interface Entry {
  readonly key: number;
  readonly value: string;
}

/** How the outbox stands: events that wait, and why they do if the bus does not take them. */
export interface OutboxState extends SetAsideState {
  readonly pending: number;
  readonly blocked: boolean;
  readonly lastError: string | null;
}

/** What became of an event that somebody waited for: `position` is its place in the log, if the bus said it meanwhile. */
export interface Publication {
  readonly isPublished: boolean;
  readonly position: number | undefined;
}

/** Somebody who waits for an event; `hurry` lets it wait no longer than PUBLISH_AWAY_MS from now on, unless it said how long. */
interface Waiter {
  readonly sequence: number;
  hurry(): void;
  end(publication: Publication): void;
}

/**
 * The outbox: events saved in the same transaction as the state they tell of, and relayed to the bus in that order.
 *
 * An entry is removed only after the bus has acknowledged it, so a process that dies anywhere in between sends it
 * again; the bus recognises its id. While the bus is away entries wait, for as long as it takes. An event that the bus
 * refuses for good is set aside in `setAside`, with the later ones of its sequence (`sequenceOf`; by default each stands
 * alone), and the others are relayed: skipping it would lose an accepted request. Only when `setAsideMax` events are set
 * aside (default 10,000) does the outbox stop. Another `build` retries them once at its start.
 */
export class Outbox {
  readonly setAside: SetAsideQueue;
  readonly #store: Store;
  readonly #entries: Table<string, number>;
  readonly #sequenceOf: SequenceOf;
  readonly #retrier: SetAsideRetrier;
  readonly #bus: Pick<BusClient, 'publish'>;
  readonly #told: SampledLog;
  readonly #backoff: Backoff;
  readonly #stopping = new AbortController();
  readonly #waiters = new Set<Waiter>();
  #nextSequence: number;
  #wake = () => {};
  #running: Promise<void> = Promise.resolve();
  #blocked = false;
  #lastError: string | null = null;

  constructor(options: {
    store: Store;
    bus: Pick<BusClient, 'publish'>;
    logger: Logger;
    build?: string | undefined;
    sequenceOf?: SequenceOf;
    setAsideMax?: number;
    backoff?: Backoff;
  }) {
    const { store, logger, build } = options;
    this.#store = store;
    this.#bus = options.bus;
    this.#told = new SampledLog(logger);
    this.#backoff = options.backoff ?? BUS_BACKOFF;
    this.#sequenceOf = options.sequenceOf ?? (() => undefined);
    this.#entries = store.table<string, number>('outbox');
    const eventsMax = options.setAsideMax ?? SET_ASIDE_EVENTS_MAX;
    this.setAside = new SetAsideQueue({ store, from: 'outbox', eventsMax });
    this.#retrier = new SetAsideRetrier({
      store,
      setAside: this.setAside,
      build,
      logger,
      backoff: this.#backoff,
      attempt: (event, signal) => this.#retry(event, signal),
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
   * Resolves `isPublished` once the bus has the event; not so after `timeoutMs` (by default PUBLISH_WAIT_MS, or PUBLISH_AWAY_MS
   * from when the bus is known to be away), or as soon as it is set aside, or was given up. It is safe in any case but the last. (Of one
   * that was given up so long ago that this is no longer kept, it says that it was published.)
   */
  published(sequence: number, options: { timeoutMs?: number } = {}): Promise<Publication> {
    if (!this.#entries.doesExist(sequence)) {
      return Promise.resolve({ isPublished: !this.setAside.has(sequence), position: undefined });
    }
    const { timeoutMs } = options;
    return new Promise((resolve) => {
      const giveUpAfter = (ms: number) => setTimeout(() => waiter.end(NOT_PUBLISHED), ms);
      let timer = giveUpAfter(timeoutMs ?? PUBLISH_WAIT_MS);
      const waiter: Waiter = {
        sequence,
        hurry: () => {
          if (timeoutMs !== undefined) return;
          clearTimeout(timer);
          timer = giveUpAfter(PUBLISH_AWAY_MS);
        },
        end: (publication) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(publication);
        },
      };
      if (this.#lastError !== null) waiter.hurry();
      this.#waiters.add(waiter);
    });
  }

  state(): OutboxState {
    const pending = entryCount(this.#entries);
    return { pending, blocked: this.#blocked, ...this.setAside.state(), lastError: this.#lastError };
  }

  /**
   * Unready while nothing can be relayed for a reason that does not pass by itself: one is damaged, or refused and cannot be
   * set aside, or what answers does not know what to do with events.
   */
  readiness(): { ready: boolean; checks: { outbox: OutboxState } } {
    const outbox = this.state();
    return { ready: !outbox.blocked, checks: { outbox } };
  }

  /** Starts the relay, with what an earlier process left first. */
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
        else await this.#send(batch);
        if (failures > 0) this.#told.info({}, 'the bus takes events again');
        failures = 0;
        this.#blocked = false;
        this.#lastError = null;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.#blocked = error instanceof BusRefused || BLOCKING.has((error as DomainError).code);
        const { message, code = 'outbox.failed' } = error as DomainError;
        if (this.#lastError === null) for (const waiter of this.#waiters) waiter.hurry();
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

  /** Sends a batch, but for what has to wait behind an event that is set aside. */
  async #send(batch: readonly Entry[]): Promise<void> {
    const held =
      this.setAside.count === 0
        ? []
        : batch.filter((entry) => this.setAside.holds(this.#sequence(entry), entry.key));
    if (held.length === 0) return this.#publish(batch);
    await this.#setAsideAll(held);
    const others = batch.filter((entry) => !held.includes(entry));
    if (others.length > 0) await this.#publish(others);
  }

  async #publish(batch: readonly Entry[]): Promise<void> {
    const { signal } = this.#stopping;
    let acknowledged: readonly Acknowledgement[];
    try {
      acknowledged = await this.#bus.publish(
        batch.map(({ value }) => value),
        signal,
      );
    } catch (error) {
      if (!isAboutEvents(error)) throw error;
      const isNamed = error.indexes.length > 0;
      // The bus does not say which: each by itself then.
      if (!isNamed && batch.length > 1) for (const entry of batch) await this.#send([entry]);
      else await this.#sendAround(batch, error);
      return;
    }
    await this.#remove(batch, acknowledged);
  }

  /**
   * A batch is all or nothing: the others must not wait with the refused event. A reaction that the log has
   * with other content was made before, by an earlier build perhaps: the first one stands, and it counts as told.
   */
  async #sendAround(batch: readonly Entry[], error: BusRefused): Promise<void> {
    const refused = new Set(error.indexes.length === 0 ? [0] : error.indexes);
    if (!batch.some((_entry, index) => refused.has(index))) throw error;
    const isTold = (index: number) => error.code === 'event.conflict' && isReaction(batch[index]);
    const told = batch.filter((_entry, index) => refused.has(index) && isTold(index));
    if (told.length > 0) await this.#remove(told);
    const bad = batch.filter((_entry, index) => refused.has(index) && !isTold(index));
    if (bad.length > 0) await this.#setAsideAll(bad, error);
    const others = batch.filter((_entry, index) => !refused.has(index));
    if (others.length > 0) await this.#send(others);
  }

  /** With `error`: they were refused; without: they wait behind another. @throws DomainError `set_aside.full` */
  async #setAsideAll(entries: readonly Entry[], error?: BusRefused): Promise<void> {
    const moved = await this.#store.transaction(() =>
      entries.filter((entry) => {
        const sequence = this.#sequence(entry);
        const isBehind = this.setAside.holds(sequence, entry.key);
        // What it had to wait behind may have gone meanwhile.
        if (error === undefined && !isBehind) return false;
        if (this.setAside.isFull) return false;
        const { key, value: text } = entry;
        const { type, source, id } = JSON.parse(text) as CloudEvent;
        const reason = isBehind ? undefined : error?.message;
        this.setAside.add({ key, type, source, id }, { sequence, reason, text });
        void this.#entries.remove(key);
        return true;
      }),
    );
    this.#tell(moved, () => NOT_PUBLISHED);
    if (moved.length > 0) {
      this.setAside.changed();
      this.setAside.tell(this.#told);
    }
    if (!this.setAside.isFull || moved.length === entries.length) return;
    const message = `${this.setAside.eventsMax} events of the outbox are set aside, as many as may be (SET_ASIDE_MAX).`;
    throw problems.error('set_aside.full', `${message} ${error?.message ?? ''}`.trim());
  }

  async #retry(event: SetAsideEvent, signal: AbortSignal): Promise<void> {
    const [first] = this.#entries.getKeys({ limit: 1 });
    // One of its own sequence may be among those.
    if (first !== undefined && first < event.key)
      throw new BusUnavailable('Earlier events are on their way.');
    const value = this.setAside.text(event.key) as string;
    const entry = { key: event.key, value };
    let failure: BusRefused | undefined;
    try {
      await this.#bus.publish([value], signal);
    } catch (error) {
      if (!isAboutEvents(error)) throw error;
      if (!(error.code === 'event.conflict' && isReaction(entry))) failure = error;
    }
    await this.setAside.settle(event.key, () => failure?.message);
  }

  /** Of events that the bus has; what was told before, by another event, is not acknowledged. */
  async #remove(entries: readonly Entry[], acknowledged: readonly Acknowledgement[] = []): Promise<void> {
    await this.#store.transaction(() => {
      for (const { key } of entries) void this.#entries.remove(key);
    });
    this.#tell(entries, (index) => ({ isPublished: true, position: acknowledged[index]?.position }));
  }

  /** Tells those who wait for these events what became of them. */
  #tell(entries: readonly Entry[], publicationOf: (index: number) => Publication): void {
    if (this.#waiters.size === 0) return;
    const indexes = new Map(entries.map(({ key }, index) => [key, index]));
    for (const waiter of this.#waiters) {
      const index = indexes.get(waiter.sequence);
      if (index !== undefined) waiter.end(publicationOf(index));
    }
  }

  #sequence({ value }: Entry): string | undefined {
    return this.#sequenceOf(JSON.parse(value) as CloudEvent);
  }

  /** Resolves at the next commit. No commit can slip in between: the look and this are in one turn. */
  #untilCommit(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Checks what a service is about to tell, before it is committed: afterwards nobody could take it back. */
function requireFits(text: string, { type }: CloudEvent): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= EVENT_BYTES_MAX) return;
  const message = `Expected ${type} to have at most ${EVENT_BYTES_MAX} bytes as JSON, got ${bytes}.`;
  throw problems.error('event.too_large', message);
}

/**
 * Whether the bus refuses for what the events are. Anything else, such as an address of something that knows no events, is
 * no fault of theirs.
 */
function isAboutEvents(error: unknown): error is BusRefused {
  return error instanceof BusRefused && error.code.startsWith('event.');
}

function isReaction(entry: Entry | undefined): boolean {
  return entry !== undefined && (JSON.parse(entry.value) as CloudEvent).causationid !== undefined;
}
