import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DomainError } from '@blog/service-kit';
import type { Appended, NewEvent } from './event-log';
import { Listeners } from './listeners';
import { problems } from './problems';

/** What one commit takes at most, in bytes; what waits beyond it goes into the next. It is copied as a whole: more is more memory. */
const GROUP_BYTES_MAX = 1024 * 1024;

/** A batch of events, stored all or nothing. */
export type Batch = readonly NewEvent[];

/** What became of a batch: a refused one left no trace. */
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
  /** What may wait to be stored, in bytes; more is refused. */
  readonly queueBytesMax: number;
  /** What one commit takes at most, in events; a single batch may have more. No limit by default. */
  readonly eventsMax?: number;
  /**
   * Stores batches, in order; resolves with what became of each, in the same order, once all of it is durable. Called for
   * one group at a time.
   * @throws  for the group as a whole: every batch of it is refused with this
   */
  commit(group: readonly Batch[]): Promise<readonly Outcome[]>;
  /** Whether after this error nothing more can be taken: the outcome of what was being stored is unknown. */
  isFinal(error: unknown): boolean;
}

/** Lets all batches that wait while one group is being committed share the next commit. */
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

  /** Bytes that wait to be stored, those of the group that is being committed included. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Resolves once the batch is durable; batches are committed in the order of the calls. As `EventLog.append`. */
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

  /** Takes an error of the engine's into account: after a final one nothing more is taken, and who listens is told. */
  note(error: unknown): void {
    if (this.#hasFailed || !this.#options.isFinal(error)) return;
    this.#hasFailed = true;
    this.#failureListeners.call(error as DomainError);
  }

  onFailure(listener: (error: DomainError) => void): void {
    this.#failureListeners.add(listener);
  }

  /** Resolves once nothing is being committed and nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 && !this.#hasFailed) {
      // Requests that arrive in the same turn of the event loop belong to the same group.
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
