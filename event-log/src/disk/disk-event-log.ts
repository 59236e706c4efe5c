import { DomainError, newId, type Store } from '@blog/service-kit';
import { EventBlock, type EventRecord } from '../event-block';
import { encodeLines, publishedBytes } from '../event-line';
import type { Appended, EventLog, NewEvent, Scanned, ScanRange } from '../event-log';
import { type Batch, GroupCommit, type Outcome } from '../group-commit';
import { type Identity, identityOf, identityOfText } from '../identity';
import { Listeners } from '../listeners';
import { type PlannedEvent, planGroup, type StoredEvent } from '../plan-group';
import { scanBlock } from '../scan-block';
import { Tail } from '../tail';
import { isFinalDiskError } from './disk-error';
import { History } from './history';
import { IdIndex } from './id-index';
import { Journal } from './journal';
import type { Frame } from './journal-frame';
import { requireFiles } from './log-files';
import { type LogTables, openLogTables } from './log-tables';
import { refuseOldForm } from './refuse-old-form';
import { Sealer } from './sealer';

/** A file of the journal has room for so many times what goes into the history at once. */
const JOURNAL_FACTOR = 4;
/** So many ids of the index are in memory, for each byte that goes into the history at once. */
const RECENT_IDS_FACTOR = 1 / 32;

interface Options {
  /** Of the log's own files. */
  readonly folder: string;
  readonly store: Store;
  /** What may wait to be stored, in bytes; more is refused. */
  readonly queueBytesMax: number;
  /** The latest events go into the history once they have so many bytes. */
  readonly sealBytes: number;
}

interface Parts {
  readonly id: string;
  readonly epoch: string;
  readonly history: History;
  readonly ids: IdIndex;
  readonly journal: Journal;
}

/**
 * The log in a folder. An event is first in the journal, synced, and in memory; the latest ones together then go into the
 * history, compressed and indexed. All that wait while the journal is being synced share the next sync.
 *
 * One process writes, so positions and duplicates are worked out in memory before the write.
 */
export class DiskEventLog implements EventLog {
  readonly id: string;
  readonly epoch: string;
  readonly #history: History;
  readonly #ids: IdIndex;
  readonly #journal: Journal;
  readonly #tail = new Tail();
  readonly #sealer: Sealer;
  readonly #commits: GroupCommit;
  readonly #listeners = new Listeners();
  #head: number;
  #lastStoredMs = 0;

  private constructor({ queueBytesMax, sealBytes }: Options, { id, epoch, history, ids, journal }: Parts) {
    this.id = id;
    this.epoch = epoch;
    this.#history = history;
    this.#ids = ids;
    this.#journal = journal;
    this.#head = history.head;
    const onError = (error: unknown) => this.#commits.note(error);
    this.#sealer = new Sealer({ tail: this.#tail, history, ids, sealBytes, onError });
    this.#commits = new GroupCommit({
      queueBytesMax,
      commit: (group) => this.#commit(group),
      isFinal: isFinalDiskError,
    });
    this.#commits.onFailure(() => this.#sealer.halt());
  }

  /**
   * Opens the log in a folder, or makes a new one.
   * @throws DomainError `log.corrupt`  events are missing
   * @throws DomainError `log.old_form`
   * @throws DomainError `storage.full`, `storage.failed`
   */
  static async open(options: Options): Promise<DiskEventLog> {
    const { folder, store, sealBytes } = options;
    refuseOldForm(store);
    const tables = openLogTables(store);
    const known = tables.meta.get('log-id');
    if (known !== undefined) requireFiles(folder);
    const history = new History({ folder, store, tables });
    let ids: IdIndex | undefined;
    try {
      history.check();
      ids = await IdIndex.open({
        folder,
        through: history.head,
        recentMax: Math.ceil(sealBytes * RECENT_IDS_FACTOR),
        hashesFrom: (position) => hashesFrom(history, position),
      });
      const fileBytes = JOURNAL_FACTOR * sealBytes;
      const { journal, frames } = await Journal.open({ folder, storedThrough: history.head, fileBytes });
      const id = known ?? newId();
      const epoch = tables.meta.get('epoch') ?? id;
      const log = new DiskEventLog(options, { id, epoch, history, ids, journal });
      for (const frame of frames) log.#recover(frame);
      if (log.#head > 0) log.#lastStoredMs = storedMs(log.#get(log.#head));
      if (known === undefined) await log.#putId(store, tables);
      log.#sealer.seal();
      return log;
    } catch (error) {
      ids?.close();
      history.close();
      throw error;
    }
  }

  get head(): number {
    return this.#head;
  }

  get queuedBytes(): number {
    return this.#commits.queuedBytes;
  }

  append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    return this.#commits.append(events);
  }

  async has(event: { readonly source: string; readonly id: string }): Promise<boolean> {
    return this.#stored(identityOf(event)) !== undefined;
  }

  async scan(range: ScanRange): Promise<Scanned | undefined> {
    return range.after < this.#head ? scanBlock(this.#read(range.after), range) : undefined;
  }

  onAppend(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Calls `listener` when the disk has failed, or another process has written to this log: this one must end. */
  onFailure(listener: (error: DomainError) => void): void {
    this.#commits.onFailure(listener);
  }

  async stop(): Promise<void> {
    await this.#commits.idle();
    await this.#sealer.stop();
    this.#ids.close();
    this.#journal.close();
    this.#history.close();
  }

  async #commit(group: readonly Batch[]): Promise<readonly Outcome[]> {
    const stored = (identity: Identity) => this.#stored(identity);
    const { planned, outcomes } = planGroup(group, { head: this.#head, stored });
    if (planned.length > 0) {
      await this.#write(planned);
      this.#listeners.call();
    }
    return outcomes;
  }

  async #write(planned: readonly PlannedEvent[]): Promise<void> {
    this.#lastStoredMs = Math.max(this.#lastStoredMs, Date.now());
    const lines = encodeLines(planned, new Date(this.#lastStoredMs).toISOString());
    await this.#sealer.makeRoom(this.#journal);
    const [{ position: first }] = planned as [PlannedEvent];
    await this.#journal.append({ first, count: planned.length, lines });
    const block = new EventBlock({ first, last: first + planned.length - 1, lines });
    const hashes = planned.map(({ identity }) => identity.hash);
    this.#add(block, hashes);
    this.#sealer.seal();
  }

  /** Lets what was written be found. */
  #add(block: EventBlock, hashes: readonly number[]): void {
    this.#tail.add(block);
    this.#ids.add(hashes);
    this.#head = block.last;
  }

  /** Events of the journal that a process before this one stored. */
  #recover({ first, count, lines }: Frame): void {
    const block = new EventBlock({ first, last: first + count - 1, lines }).after(this.#head);
    this.#add(block, hashesOf(block));
  }

  async #putId(store: Store, tables: LogTables): Promise<void> {
    if (this.head > 0) {
      const message = `Expected the id of a log with ${this.head} events, found none: restore it from a backup.`;
      throw new DomainError('log.corrupt', message);
    }
    await store.transaction(() => void tables.meta.put('log-id', this.id));
  }

  /** The event that is stored under an identity, as it was published. */
  #stored(identity: Identity): StoredEvent | undefined {
    for (const position of this.#ids.positions(identity.hash)) {
      const bytes = publishedBytes(this.#get(position));
      // Another one can have the same hash.
      if (identityOfText(bytes).text === identity.text) return { position, bytes };
    }
    return undefined;
  }

  #get(position: number): EventRecord {
    return this.#read(position - 1).after(position - 1).records[0] as EventRecord;
  }

  /** The block that the event after a position lies in. */
  #read(after: number): EventBlock {
    if (after < this.#history.head) return this.#history.read(after + 1);
    return this.#tail.read(after) as EventBlock;
  }
}

/** The hashes of the events of a history from a position on, block by block. */
function* hashesFrom(history: History, position: number): Generator<number[]> {
  for (let next = position; next <= history.head; ) {
    const block = history.read(next).after(next - 1);
    yield hashesOf(block);
    next = block.last + 1;
  }
}

function hashesOf(block: EventBlock): number[] {
  return block.records.map(({ bytes }) => identityOfText(bytes).hash);
}

function storedMs(record: EventRecord): number {
  return Date.parse((JSON.parse(record.bytes.toString()) as { storedtime: string }).storedtime);
}
