import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { DomainError, newId, type Store } from '@blog/service-kit';
import { EventBlock, type EventRecord } from '../domain/event-block';
import type { Appended, EventLog, NewEvent } from '../domain/event-log';
import { encodeLines, publishedBytes } from './event-line';
import { History } from './history';
import { IdIndex } from './id-index';
import { type Identity, identityOf } from './identity';
import { Journal } from './journal';
import type { Frame } from './journal-frame';
import { requireFiles } from './log-files';
import { openLogTables } from './log-tables';
import { Tail } from './tail';

interface Waiting {
  readonly events: readonly NewEvent[];
  readonly bytes: number;
  resolve(appended: readonly Appended[]): void;
  reject(error: unknown): void;
}

/** An event that is to be written. */
interface Planned {
  readonly position: number;
  readonly identity: Identity;
  readonly bytes: Buffer;
}

/** One group of waiting batches, worked out and ready to be written. */
interface Plan {
  readonly planned: Planned[];
  /** The same, by the text of their identity. */
  readonly byIdentity: Map<string, Planned>;
  readonly answers: { waiting: Waiting; appended: Appended[] }[];
}

/** What one commit takes at the most; what waits beyond it goes into the next. It is copied as a whole: more is more memory. */
const GROUP_BYTES_MAX = 1024 * 1024;
/** What is compressed as one: more saves little, and a single event costs the work of its whole block. */
const BLOCK_BYTES = 128 * 1024;
/** What a reader is given at a time of the latest events: small enough for many readers at once. */
const READ_BYTES = 64 * 1024;
/** A file of the journal has room for so many times what goes into the history at once. */
const JOURNAL_FACTOR = 4;
/** So many ids of the index are in memory, for each byte that goes into the history at once. */
const RECENT_IDS_FACTOR = 1 / 32;
/** While the disk is full, the history is tried again this seldom. */
const SEAL_AGAIN_MS = 1_000;

interface Options {
  /** Of the log's own files. */
  readonly folder: string;
  readonly store: Store;
  /** Events that wait to be stored may have so many bytes; more are refused. */
  readonly queueBytesMax: number;
  /** The latest events go into the history once they have so many bytes. */
  readonly sealBytes: number;
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
  readonly #options: Options;
  readonly #history: History;
  readonly #ids: IdIndex;
  readonly #journal: Journal;
  readonly #tail = new Tail();
  readonly #listeners = new Set<() => void>();
  #head: number;
  #lastStoredMs = 0;
  #queue: Waiting[] = [];
  #queueBytes = 0;
  #failed = false;
  #onFailure: (error: DomainError) => void = () => {};
  #running: Promise<void> | undefined;
  #sealing: Promise<void> | undefined;
  #compacting: Promise<void> | undefined;
  #sealError: DomainError | undefined;
  #sealAgainMs = 0;

  private constructor(
    options: Options,
    parts: { id: string; epoch: string; history: History; ids: IdIndex; journal: Journal },
  ) {
    this.id = parts.id;
    this.epoch = parts.epoch;
    this.#options = options;
    this.#history = parts.history;
    this.#ids = parts.ids;
    this.#journal = parts.journal;
    this.#head = this.#history.head;
  }

  /**
   * Opens the log in a folder, or makes a new one.
   * @throws DomainError `log.corrupt`  events are missing
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
      if (known === undefined) await log.#putId(tables);
      log.#seal();
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

  /** Bytes that wait to be written. */
  get queuedBytes(): number {
    return this.#queueBytes;
  }

  append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    if (this.#failed) return Promise.reject(diskFailed());
    const { queueBytesMax } = this.#options;
    if (this.#queueBytes > queueBytesMax) {
      const message = `More than ${queueBytesMax} bytes wait to be stored; try again.`;
      return Promise.reject(new DomainError('log.overloaded', message));
    }
    const bytes = events.reduce((sum, event) => sum + event.bytes.length, 0);
    this.#queueBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#queue.push({ events, bytes, resolve, reject });
      this.#running ??= this.#writeAll();
    });
  }

  has(event: { source: string; id: string }): boolean {
    return this.#stored(identityOf(event)) !== undefined;
  }

  async readBlock(after: number): Promise<EventBlock | undefined> {
    if (after >= this.#head) return undefined;
    return this.#read(after);
  }

  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when the disk has failed, or another process has written to this log: this one must end. */
  onFailure(listener: (error: DomainError) => void): void {
    this.#onFailure = listener;
  }

  async stop(): Promise<void> {
    await this.#running;
    await this.#sealing;
    this.#ids.stop();
    await this.#compacting;
    this.#ids.close();
    this.#journal.close();
    this.#history.close();
  }

  async #writeAll(): Promise<void> {
    while (this.#queue.length > 0 && !this.#failed) {
      // Requests that arrive in the same turn of the event loop belong to the same group.
      await nextTurn();
      await this.#writeGroup(this.#takeGroup());
    }
    for (const { reject } of this.#queue.splice(0)) reject(diskFailed());
    this.#running = undefined;
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.#queue) {
      bytes += waiting.bytes;
      if (count > 0 && bytes > GROUP_BYTES_MAX) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const { planned, answers } = this.#plan(group);
      if (planned.length > 0) await this.#write(planned);
      for (const { waiting, appended } of answers) waiting.resolve(appended);
      if (planned.length > 0) for (const listener of this.#listeners) listener();
    } catch (error) {
      this.#noteFailure(error);
      for (const { reject } of group) reject(error);
    } finally {
      for (const { bytes } of group) this.#queueBytes -= bytes;
    }
  }

  #noteFailure(error: unknown): void {
    const { code } = error as DomainError;
    if (code !== 'storage.failed' && code !== 'storage.in_use') return;
    this.#failed = true;
    this.#onFailure(error as DomainError);
  }

  async #write(planned: readonly Planned[]): Promise<void> {
    this.#lastStoredMs = Math.max(this.#lastStoredMs, Date.now());
    const storedtime = new Date(this.#lastStoredMs).toISOString();
    const lines = encodeLines(planned, storedtime);
    await this.#makeRoom();
    const [{ position: first }] = planned as [Planned];
    await this.#journal.append({ first, count: planned.length, lines });
    const group = new EventBlock({ first, last: first + planned.length - 1, lines });
    this.#add(
      group,
      planned.map(({ identity }) => identity.hash),
    );
    this.#seal();
  }

  /** Lets what was written be found. */
  #add(group: EventBlock, hashes: readonly number[]): void {
    for (const block of pieces(group)) this.#tail.add(block);
    this.#ids.add(hashes);
    this.#head = group.last;
  }

  /** Events of the journal that a process before this one stored. */
  #recover({ first, count, lines }: Frame): void {
    const whole = new EventBlock({ first, last: first + count - 1, lines });
    const block = whole.after(this.#head);
    this.#add(block, hashesOf(block));
  }

  async #putId(tables: ReturnType<typeof openLogTables>): Promise<void> {
    if (this.head > 0) {
      const message = `Expected the id of a log with ${this.head} events, found none: restore it from a backup.`;
      throw new DomainError('log.corrupt', message);
    }
    await this.#options.store.transaction(() => {
      void tables.meta.put('log-id', this.id);
    });
  }

  /** Waits until the journal has room; the history takes events out of it. */
  async #makeRoom(): Promise<void> {
    while (!this.#journal.claimRoom(this.#history.head)) {
      if (this.#sealError !== undefined && Date.now() < this.#sealAgainMs) throw this.#sealError;
      this.#seal({ all: true });
      await this.#sealing;
    }
  }

  /** Moves the latest events into the history, if there are enough, beside whatever else is going on. */
  #seal({ all = false } = {}): void {
    const isDue = this.#tail.bytes >= this.#options.sealBytes && Date.now() >= this.#sealAgainMs;
    if (this.#sealing !== undefined || !(isDue || all)) return;
    this.#sealing = this.#sealAll(all ? 1 : this.#options.sealBytes).finally(() => {
      this.#sealing = undefined;
    });
  }

  async #sealAll(enough: number): Promise<void> {
    const { sealBytes } = this.#options;
    try {
      while (this.#tail.bytes >= enough && !this.#failed) {
        const blockBytes = Math.min(BLOCK_BYTES, sealBytes);
        await this.#history.add(this.#tail.oldest({ bytes: sealBytes, blockBytes }));
        this.#tail.drop(this.#history.head);
        this.#compacting ??= this.#compactIds();
      }
      this.#sealError = undefined;
    } catch (error) {
      // The events stay where they are: in the journal.
      this.#sealError = error as DomainError;
      this.#sealAgainMs = Date.now() + SEAL_AGAIN_MS;
      this.#noteFailure(error);
    }
  }

  async #compactIds(): Promise<void> {
    try {
      await this.#ids.compact(this.#history.head);
    } catch (error) {
      // Without room on the disk they stay in memory.
      this.#noteFailure(error);
    }
    this.#compacting = undefined;
  }

  /** Gives positions; a batch that is refused leaves no trace, and the others of its group go on. */
  #plan(group: readonly Waiting[]): Plan {
    const plan: Plan = { planned: [], byIdentity: new Map(), answers: [] };
    for (const waiting of group) {
      const before = plan.planned.length;
      try {
        plan.answers.push({ waiting, appended: this.#planBatch(waiting.events, plan) });
      } catch (error) {
        for (const { identity } of plan.planned.splice(before)) plan.byIdentity.delete(identity.text);
        waiting.reject(error);
      }
    }
    return plan;
  }

  #planBatch(events: readonly NewEvent[], { planned, byIdentity }: Plan): Appended[] {
    const conflicts: { index: number; position: number }[] = [];
    const appended = events.map((event, index): Appended => {
      const { id, bytes } = event;
      const identity = identityOf(event);
      const known = byIdentity.get(identity.text) ?? this.#stored(identity);
      if (known !== undefined) {
        const { position } = known;
        if (!isSame(known.bytes, bytes)) conflicts.push({ index, position });
        return { id, position, isNew: false };
      }
      const position = this.#head + planned.length + 1;
      const fresh = { position, identity, bytes };
      planned.push(fresh);
      byIdentity.set(identity.text, fresh);
      return { id, position, isNew: true };
    });
    if (conflicts.length > 0) throw conflict(conflicts);
    return appended;
  }

  /** The event that is stored under an identity, as it was published. */
  #stored(identity: Identity): { position: number; bytes: Buffer } | undefined {
    for (const position of this.#ids.positions(identity.hash)) {
      const bytes = publishedBytes(this.#get(position));
      // Another one can have the same hash.
      if (identityOfText(bytes).text === identity.text) return { position, bytes };
    }
    return undefined;
  }

  #get(position: number): EventRecord {
    return this.#read(position - 1).records[0] as EventRecord;
  }

  #read(after: number): EventBlock {
    if (after < this.#history.head) return this.#history.read(after + 1).after(after);
    return this.#tail.read(after, READ_BYTES) as EventBlock;
  }
}

/** A group in pieces that can be given to a reader, and compressed, as one. */
function pieces(group: EventBlock): EventBlock[] {
  const { first, last, lines, records } = group;
  if (lines.length <= READ_BYTES) return [group];
  const found: EventBlock[] = [];
  let start = 0;
  let startPosition = first;
  for (const { position, bytes } of records) {
    const end = bytes.byteOffset - lines.byteOffset + bytes.length + 1;
    if (end - start < READ_BYTES && position < last) continue;
    found.push(new EventBlock({ first: startPosition, last: position, lines: lines.subarray(start, end) }));
    start = end;
    startPosition = position + 1;
  }
  return found;
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

function identityOfText(bytes: Buffer): Identity {
  return identityOf(JSON.parse(bytes.toString()) as { source: string; id: string });
}

/** Whether two texts say the same: members may be in another order, and numbers written in another way. */
function isSame(stored: Buffer, given: Buffer): boolean {
  return stored.equals(given) || isDeepStrictEqual(parseContent(stored), parseContent(given));
}

function parseContent(bytes: Buffer): unknown {
  // -0 is 0.
  return JSON.parse(bytes.toString(), (_name, value) => (value === 0 ? 0 : value));
}

function storedMs(record: EventRecord): number {
  return Date.parse((JSON.parse(record.bytes.toString()) as { storedtime: string }).storedtime);
}

/** Before there was a journal, every event was an entry of the table `events`; `blocks` had places of Brotli. */
function refuseOldForm(store: Store): void {
  if (!store.tableNames().some((name) => name === 'events' || name === 'blocks')) return;
  const message =
    'The log is in the form of an earlier build, which this one cannot read: delete the data folder.';
  throw new DomainError('log.old_form', message);
}

function conflict(conflicts: readonly { index: number; position: number }[]): DomainError {
  const positions = conflicts.map(({ position }) => position);
  return new DomainError(
    'event.conflict',
    `Other content is stored under the same source and id, at position ${positions.join(', ')}.`,
    { indexes: conflicts.map(({ index }) => index), positions },
  );
}

function diskFailed(): DomainError {
  return new DomainError('storage.failed', 'The disk failed; the bus stops.');
}
