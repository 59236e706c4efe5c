import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DomainError } from '@blog/service-kit';
import type { Appended, NewEvent } from './event-log';
import { Listeners } from './listeners';
import { problems } from './problems';

/**
 * Maximum bytes of one commit; further batches go into the next. A group is copied as a whole, so a larger one takes more
 * memory.
 */
const GROUP_BYTES_MAX = 1024 * 1024;

/** A batch of events, stored all or nothing. */
export type Batch = readonly NewEvent[];

/** The result of a batch: a refused one left no trace. */
export type Outcome =
  | { readonly appended: readonly Appended[] }
  | { readonly appended?: undefined; readonly refused: unknown };

interface Waiting {
  readonly batch: Batch;
  readonly bytes: number;
  resolve(appended: readonly Appended[]): void;
  reject(error: unknown): void;
}

interface Options {
  /** Maximum bytes waiting to be stored; batches beyond it are refused. */
  readonly queueBytesMax: number;
  /** Maximum events of one commit; a single batch may have more. Unlimited by default. */
  readonly eventsMax?: number;
  /**
   * Stores batches in order; resolves with their outcomes, in the same order, once all are durable. Called for one group at a
   * time.
   * @throws  for the whole group: every batch is refused with this error
   */
  commit(group: readonly Batch[]): Promise<readonly Outcome[]>;
  /** Whether no more batches can be accepted after this error: the outcome of the pending group is unknown. */
  isFinal(error: unknown): boolean;
}

/** Group commit: batches that arrive during a commit share the next one. */
export class GroupCommit {
  readonly #options: Options;
  readonly #failureListeners = new Listeners<[DomainError]>();
  #queue: Waiting[] = [];
  #queuedBytes = 0;
  #hasFailed = false;
  #running: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Bytes waiting to be stored, including the group being committed. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** As `EventLog.append`: resolves once the batch is durable; batches are committed in call order. */
  append(batch: Batch): Promise<readonly Appended[]> {
    if (this.#hasFailed) return Promise.reject(failed());
    const { queueBytesMax } = this.#options;
    if (this.#queuedBytes > queueBytesMax) {
      const message = `More than ${queueBytesMax} bytes wait to be stored; try again.`;
      return Promise.reject(problems.error('log.overloaded', message));
    }
    const bytes = batch.reduce((sum, event) => sum + event.bytes.length, 0);
    this.#queuedBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#queue.push({ batch, bytes, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Records an error of the engine. After a final one, no batch is accepted and the failure listeners are called. */
  note(error: unknown): void {
    if (this.#hasFailed || !this.#options.isFinal(error)) return;
    this.#hasFailed = true;
    this.#failureListeners.call(error as DomainError);
  }

  onFailure(listener: (error: DomainError) => void): void {
    this.#failureListeners.add(listener);
  }

  /** Resolves once no batch is being committed or waiting. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 && !this.#hasFailed) {
      // Requests that arrive in the same turn of the event loop join the same group.
      await nextTurn();
      await this.#commit(this.#takeGroup());
    }
    for (const { reject, bytes } of this.#queue.splice(0)) {
      this.#queuedBytes -= bytes;
      reject(failed());
    }
    this.#running = undefined;
  }

  #takeGroup(): Waiting[] {
    const { eventsMax = Infinity } = this.#options;
    let bytes = 0;
    let events = 0;
    let count = 0;
    for (const waiting of this.#queue) {
      bytes += waiting.bytes;
      events += waiting.batch.length;
      if (count > 0 && (bytes > GROUP_BYTES_MAX || events > eventsMax)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#options.commit(group.map(({ batch }) => batch));
      for (const [index, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[index] as Outcome;
        if (outcome.appended === undefined) reject(outcome.refused);
        else resolve(outcome.appended);
      }
    } catch (error) {
      this.note(error);
      for (const { reject } of group) reject(error);
    } finally {
      for (const { bytes } of group) this.#queuedBytes -= bytes;
    }
  }
}

function failed(): DomainError {
  return problems.error('storage.failed', 'The log has failed; the bus stops.');
}
