import type { BusClient } from './bus-client';
import { BusRefused, type BusUnavailable } from './bus-error';
import type { CloudEvent } from './cloud-event';
import type { DomainError } from './domain-error';
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX } from './event-batch';
import type { Logger } from './logger';
import { type Backoff, BUS_BACKOFF, pause, retryDelayMs } from './retry-policy';
import type { Store, Table } from './store';

/** An event's JSON text by its sequence number. */
interface Entry {
  readonly key: number;
  readonly value: string;
}

/** How the outbox stands: events that wait, and why they do if the bus does not take them. */
export interface OutboxState {
  readonly pending: number;
  readonly blocked: boolean;
  readonly lastError: string | null;
}

/**
 * The outbox: events saved in the same transaction as the state they tell of, and relayed to the bus in that order.
 *
 * An entry is removed only after the bus has acknowledged it, so a process that dies anywhere in between sends it
 * again; the bus recognises its id. While the bus is away entries wait, for as long as it takes. If the bus
 * refuses an event for good the outbox stops there and says so: skipping it would lose an accepted request.
 */
export class Outbox {
  readonly #store: Store;
  readonly #entries: Table<string, number>;
  readonly #bus: Pick<BusClient, 'publish'>;
  readonly #logger: Logger;
  readonly #backoff: Backoff;
  readonly #stopping = new AbortController();
  readonly #waiters = new Set<{ readonly sequence: number; end(isPublished: boolean): void }>();
  #nextSequence: number;
  #removedThrough = 0;
  #wake = () => {};
  #running: Promise<void> = Promise.resolve();
  #blocked = false;
  #lastError: string | null = null;

  constructor(options: {
    store: Store;
    bus: Pick<BusClient, 'publish'>;
    logger: Logger;
    backoff?: Backoff;
  }) {
    this.#store = options.store;
    this.#bus = options.bus;
    this.#logger = options.logger;
    this.#backoff = options.backoff ?? BUS_BACKOFF;
    this.#entries = options.store.table<string, number>('outbox');
    const [last] = this.#entries.getKeys({ reverse: true, limit: 1 });
    this.#nextSequence = (last ?? 0) + 1;
  }

  /**
   * Adds an event; only inside a transaction of the store, together with the state. Returns its sequence number for
   * `published`.
   */
  add(event: CloudEvent): number {
    const sequence = this.#nextSequence;
    this.#nextSequence += 1;
    void this.#entries.put(sequence, JSON.stringify(event));
    return sequence;
  }

  /** Resolves true once the bus has the event, or false after `timeoutMs`; the event is safe in either case. */
  published(sequence: number, options: { timeoutMs: number }): Promise<boolean> {
    if (sequence <= this.#removedThrough) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter = {
        sequence,
        end: (isPublished: boolean) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(isPublished);
        },
      };
      const timer = setTimeout(waiter.end, options.timeoutMs, false);
      this.#waiters.add(waiter);
    });
  }

  state(): OutboxState {
    return { pending: this.#entries.getCount(), blocked: this.#blocked, lastError: this.#lastError };
  }

  /** Unready while the bus refuses an event, or one is damaged: what is accepted then waits behind it. */
  readiness(): { ready: boolean; checks: { outbox: OutboxState } } {
    const outbox = this.state();
    return { ready: !outbox.blocked, checks: { outbox } };
  }

  /** Starts the relay, with what an earlier process left first. */
  start(): void {
    this.#store.onCommit(() => this.#wake());
    this.#running = this.#relay();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  async #relay(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      try {
        const batch = this.#nextBatch();
        if (batch.length === 0) await this.#untilCommit();
        else await this.#send(batch);
        if (failures > 0) this.#logger.info('the bus takes events again');
        failures = 0;
        this.#blocked = false;
        this.#lastError = null;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.#blocked = error instanceof BusRefused || (error as DomainError).code === 'storage.corrupt';
        const { message } = error as Error;
        if (message !== this.#lastError) this.#logger.warn({ pending: this.state().pending }, message);
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

  async #send(batch: readonly Entry[]): Promise<void> {
    const { signal } = this.#stopping;
    try {
      await this.#bus.publish(
        batch.map(({ value }) => value),
        signal,
      );
    } catch (error) {
      const isNamed = error instanceof BusRefused && error.indexes.some((index) => index < batch.length);
      if (!isNamed) throw error;
      await this.#sendAround(batch, error);
      return;
    }
    await this.#remove(batch);
  }

  /**
   * A batch is all or nothing: what comes before the refused event must not wait with it. A reaction that the log has
   * with other content was made before, by an earlier build perhaps: the first one stands, and it counts as told.
   */
  async #sendAround(batch: readonly Entry[], error: BusRefused): Promise<void> {
    const isConflict = error.code === 'event.conflict';
    const told = new Set(error.indexes.filter((index) => isConflict && isReaction(batch[index])));
    const end = Math.min(batch.length, ...error.indexes.filter((index) => !told.has(index)));
    const before = batch.slice(0, end);
    const rest = before.filter((_entry, index) => !told.has(index));
    if (rest.length > 0) await this.#send(rest);
    await this.#remove(before.filter((_entry, index) => told.has(index)));
    if (end < batch.length) throw error;
  }

  async #remove(entries: readonly Entry[]): Promise<void> {
    await this.#store.transaction(() => {
      for (const { key } of entries) void this.#entries.remove(key);
    });
    this.#removedThrough = Math.max(this.#removedThrough, ...entries.map(({ key }) => key));
    for (const waiter of this.#waiters) if (waiter.sequence <= this.#removedThrough) waiter.end(true);
  }

  /** Resolves at the next commit. No commit can slip in between: the look and this are in one turn. */
  #untilCommit(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function isReaction(entry: Entry | undefined): boolean {
  return entry !== undefined && (JSON.parse(entry.value) as CloudEvent).causationid !== undefined;
}
