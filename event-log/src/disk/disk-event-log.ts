import { type DomainError, newId, type Store } from '@blog/service-kit';
import { isFinalDiskError } from '../disk-error';
import { EventBlock } from '../event-block';
import { encodeLines, storedMs } from '../event-line';
import type { Appended, NewEvent, Scanned, ScanRange } from '../event-log';
import { type Batch, GroupCommit, type Outcome } from '../group-commit';
import { type Identity, identityOf } from '../identity';
import type { ImportableLog, ImportedEvents, LogIdentity } from '../importable-log';
import { Listeners } from '../listeners';
import { type PlannedEvent, planGroup } from '../plan-group';
import { problems } from '../problems';
import { scanBlock } from '../scan-block';
import { Journal } from './journal';
import type { Frame } from './journal-frame';
import { requireFiles } from './log-files';
import { requireKnownFormat } from './log-format';
import { openLogTables } from './log-tables';
import { markFormat, markNewLog } from './mark-log';
import { Sealer } from './sealer';
import { StoredEvents } from './stored-events';

/** Size of a journal file, as a multiple of `sealBytes`: each write takes whole sectors. */
const JOURNAL_FACTOR = 2;
/** Maximum size of a journal file while moving events into the history lags behind, as a multiple of `sealBytes`. */
const JOURNAL_MAX_FACTOR = 8;

interface Options {
  /** Folder of the log's own files. */
  readonly folder: string;
  readonly store: Store;
  /** Maximum bytes waiting to be stored; batches beyond it are refused. */
  readonly queueBytesMax: number;
  /** Identity of a newly created log; random by default. */
  readonly identity?: LogIdentity;
  /** Size of the in-memory tail in bytes; beyond it, the tail is compressed into history. */
  readonly sealBytes: number;
}

interface Parts {
  readonly id: string;
  readonly epoch: string;
  readonly events: StoredEvents;
  readonly journal: Journal;
}

/**
 * The log in a folder. An event is first written to the journal, synced, and kept in memory; batches of the latest events are
 * then moved to the history, compressed and indexed. All appends that wait for a sync share the next one.
 *
 * Only one process writes, so positions and duplicates are determined in memory before the write.
 */
export class DiskEventLog implements ImportableLog {
  readonly id: string;
  readonly epoch: string;
  readonly #events: StoredEvents;
  readonly #journal: Journal;
  readonly #sealer: Sealer;
  readonly #commits: GroupCommit;
  readonly #listeners = new Listeners();
  #lastStoredMs = 0;

  private constructor({ queueBytesMax, sealBytes }: Options, { id, epoch, events, journal }: Parts) {
    this.id = id;
    this.epoch = epoch;
    this.#events = events;
    this.#journal = journal;
    this.#commits = new GroupCommit({
      queueBytesMax,
      commit: (group) => this.#commit(group),
      isFinal: isFinalDiskError,
    });
    this.#sealer = new Sealer({ events, sealBytes, onError: (error) => this.#commits.note(error) });
    this.#commits.onFailure(() => this.#sealer.halt());
  }

  /**
   * Opens the log in a folder, or creates one.
   * @throws DomainError `log.corrupt`  events are missing
   * @throws DomainError `log.old_form`, `log.newer_form`
   * @throws DomainError `storage.full`, `storage.failed`
   */
  static async open(options: Options): Promise<DiskEventLog> {
    const { folder, store, sealBytes } = options;
    requireKnownFormat(store);
    const tables = openLogTables(store);
    const known = tables.meta.get('log-id');
    if (known !== undefined) requireFiles(folder);
    const events = await StoredEvents.open({ folder, store, tables, sealBytes });
    try {
      const { journal, frames } = await Journal.open({
        folder,
        storedThrough: events.head,
        fileBytes: JOURNAL_FACTOR * sealBytes,
        fileBytesMax: JOURNAL_MAX_FACTOR * sealBytes,
      });
      const id = known ?? options.identity?.id ?? newId();
      const epoch =
        tables.meta.get('epoch') ?? (known === undefined ? options.identity?.epoch : undefined) ?? id;
      const log = new DiskEventLog(options, { id, epoch, events, journal });
      log.#recover(frames);
      if (known !== undefined) await markFormat(store, tables);
      else if (log.head === 0) await markNewLog(store, tables, { id, epoch });
      else throw withoutId(log.head);
      log.#sealer.seal();
      return log;
    } catch (error) {
      events.close();
      throw error;
    }
  }

  get head(): number {
    return this.#events.head;
  }

  get queuedBytes(): number {
    return this.#commits.queuedBytes;
  }

  append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    return this.#commits.append(events);
  }

  async has(event: { readonly source: string; readonly id: string }): Promise<boolean> {
    return this.#events.find(identityOf(event)) !== undefined;
  }

  async scan(range: ScanRange): Promise<Scanned | undefined> {
    const { after, filter, copies } = range;
    if (after >= this.head) return undefined;
    if (filter === undefined || !copies) return scanBlock(this.#events.read(after), range);
    return this.#events.look(after, (block) => scanBlock(block, range));
  }

  async import({ after, through, lines }: ImportedEvents): Promise<void> {
    if (after !== this.head)
      throw new RangeError(`Expected events after ${this.head}, got some after ${after}.`);
    await this.#store(new EventBlock({ first: after + 1, last: through, lines }));
    this.#listeners.call();
  }

  onAppend(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Calls `listener` when the disk has failed, or another process has written to this log: this process must exit. */
  onFailure(listener: (error: DomainError) => void): void {
    this.#commits.onFailure(listener);
  }

  async stop(): Promise<void> {
    await this.#commits.idle();
    await this.#sealer.stop();
    this.#journal.close();
    this.#events.close();
  }

  async #commit(group: readonly Batch[]): Promise<readonly Outcome[]> {
    const stored = (identity: Identity) => this.#events.find(identity);
    const { planned, outcomes } = planGroup(group, { head: this.head, stored });
    if (planned.length > 0) {
      await this.#write(planned);
      this.#listeners.call();
    }
    return outcomes;
  }

  async #write(planned: readonly PlannedEvent[]): Promise<void> {
    this.#lastStoredMs = Math.max(this.#lastStoredMs, Date.now());
    const lines = encodeLines(planned, new Date(this.#lastStoredMs).toISOString());
    const [{ position: first }] = planned as [PlannedEvent];
    const block = new EventBlock({ first, last: first + planned.length - 1, lines });
    await this.#store(
      block,
      planned.map(({ identity }) => identity.hash),
    );
  }

  async #store(block: EventBlock, hashes?: readonly number[]): Promise<void> {
    const { first, last, lines } = block;
    await this.#sealer.makeRoom(this.#journal);
    await this.#journal.append({ first, count: last - first + 1, lines });
    this.#events.add(block, hashes);
    this.#sealer.seal();
  }

  /** Loads the events that an earlier process left in the journal. */
  #recover(frames: readonly Frame[]): void {
    for (const { first, count, lines } of frames) {
      this.#events.add(new EventBlock({ first, last: first + count - 1, lines }).after(this.head));
    }
    if (this.head > 0) this.#lastStoredMs = storedMs(this.#events.get(this.head));
  }
}

function withoutId(events: number): DomainError {
  const message = `Expected the id of a log with ${events} events, found none: restore it from a backup.`;
  return problems.error('log.corrupt', message);
}
