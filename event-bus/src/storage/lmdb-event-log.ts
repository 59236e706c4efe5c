import { isDeepStrictEqual } from 'node:util';
import { DomainError, newId, type Store, type Table } from '@blog/service-kit';
import type { Appended, EventLog, EventRecord, NewEvent, ReadRange } from '../domain/event-log';
import { decodePosition, dedupKey, encodePosition } from './dedup-key';
import { decodeRecord, encodeRecord, publishedJson } from './event-record';
import { type LogTables, openLogTables } from './log-tables';

interface Waiting {
  readonly events: readonly NewEvent[];
  readonly bytes: number;
  resolve(appended: readonly Appended[]): void;
  reject(error: unknown): void;
}

/** One group of waiting batches, worked out and ready to be written. */
interface Plan {
  head: number;
  readonly records: { position: number; key: Buffer; record: Buffer }[];
  readonly answers: { waiting: Waiting; appended: Appended[] }[];
}

/** An event that is stored already, or is about to be. */
interface Known {
  readonly position: number;
  readonly json: string;
}

/** What one commit takes at the most; what waits beyond it goes into the next. */
const GROUP_BYTES_MAX = 8 * 1024 * 1024;

/**
 * The log in LMDB, with group commit: all that wait while a commit is under way go into the next one and share its
 * fsync. One process writes, so positions and duplicates are worked out in memory before the write.
 */
export class LmdbEventLog implements EventLog {
  readonly id: string;
  readonly #store: Store;
  readonly #events: Table<Buffer, number>;
  readonly #positions: Table<Buffer, Buffer>;
  readonly #queueBytesMax: number;
  readonly #listeners = new Set<() => void>();
  #head: number;
  #lastStoredMs: number;
  #queue: Waiting[] = [];
  #queueBytes = 0;
  #failed = false;
  #onFailure: (error: DomainError) => void = () => {};
  #running: Promise<void> | undefined;

  private constructor(options: { store: Store; tables: LogTables; queueBytesMax: number }, id: string) {
    this.id = id;
    this.#store = options.store;
    this.#queueBytesMax = options.queueBytesMax;
    this.#events = options.tables.events;
    this.#positions = options.tables.positions;
    this.#head = this.#lastPosition();
    this.#checkCount();
    this.#lastStoredMs = this.#head === 0 ? 0 : storedMs(this.#get(this.#head));
  }

  /**
   * Opens the log in a store, or makes a new one.
   * @throws DomainError `log.corrupt`  events are missing
   */
  static async open(options: { store: Store; queueBytesMax: number }): Promise<LmdbEventLog> {
    const { store } = options;
    const tables = openLogTables(store);
    const known = tables.meta.get('log-id');
    const log = new LmdbEventLog({ ...options, tables }, known ?? newId());
    if (known !== undefined) return log;
    if (log.head > 0) throw corrupt(`Expected the id of a log with ${log.head} events, found none`);
    await store.transaction(() => {
      void tables.meta.put('log-id', log.id);
    });
    return log;
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
    if (this.#queueBytes > this.#queueBytesMax) {
      const message = `More than ${this.#queueBytesMax} bytes wait to be stored; try again.`;
      return Promise.reject(new DomainError('log.overloaded', message));
    }
    const bytes = events.reduce((sum, event) => sum + event.bytes, 0);
    this.#queueBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#queue.push({ events, bytes, resolve, reject });
      this.#running ??= this.#writeAll();
    });
  }

  async read(range: ReadRange): Promise<readonly EventRecord[]> {
    const records: EventRecord[] = [];
    const end = Math.min(this.#head, range.after + range.limit);
    let bytes = 0;
    for (let position = range.after + 1; position <= end; position += 1) {
      const record = this.#get(position);
      bytes += record.bytes.length;
      if (bytes > range.bytesMax && records.length > 0) break;
      records.push(record);
    }
    return records;
  }

  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when another process has written to this log: this one must end. */
  onFailure(listener: (error: DomainError) => void): void {
    this.#onFailure = listener;
  }

  async stop(): Promise<void> {
    await this.#running;
  }

  async #writeAll(): Promise<void> {
    // Requests that arrive in the same turn of the event loop belong to the same group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0 && !this.#failed) await this.#writeGroup(this.#takeGroup());
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
      const plan = this.#plan(group);
      if (plan.records.length > 0) await this.#write(plan);
      for (const { waiting, appended } of plan.answers) waiting.resolve(appended);
      if (plan.records.length > 0) for (const listener of this.#listeners) listener();
    } catch (error) {
      const { code } = error as DomainError;
      if (code === 'storage.failed' || code === 'storage.in_use') this.#failed = true;
      if (code === 'storage.in_use') this.#onFailure(error as DomainError);
      for (const { reject } of group) reject(error);
    } finally {
      for (const { bytes } of group) this.#queueBytes -= bytes;
    }
  }

  async #write(plan: Plan): Promise<void> {
    await this.#store.transaction(() => {
      // A folder lock reaches no further than this host; another host's bus would overwrite what this one stored.
      if (this.#lastPosition() !== this.#head) throw takenOver();
      for (const { position, key, record } of plan.records) {
        void this.#events.put(position, record);
        void this.#positions.put(key, encodePosition(position));
      }
    });
    this.#head = plan.head;
  }

  /** Gives positions; a batch in conflict is refused here by itself, and the others of its group go on. */
  #plan(group: readonly Waiting[]): Plan {
    const plan: Plan = { head: this.#head, records: [], answers: [] };
    const inGroup = new Map<string, Known>();
    this.#lastStoredMs = Math.max(this.#lastStoredMs, Date.now());
    const storedtime = new Date(this.#lastStoredMs).toISOString();

    for (const waiting of group) {
      try {
        const { appended, fresh } = this.#planBatch(waiting.events, plan.head, inGroup);
        plan.head += fresh.size;
        for (const [name, { position, key, json }] of fresh) {
          inGroup.set(name, { position, json });
          plan.records.push({ position, key, record: encodeRecord({ position, storedtime, json }) });
        }
        plan.answers.push({ waiting, appended });
      } catch (error) {
        waiting.reject(error);
      }
    }
    return plan;
  }

  #planBatch(events: readonly NewEvent[], head: number, inGroup: ReadonlyMap<string, Known>) {
    const fresh = new Map<string, Known & { key: Buffer }>();
    const conflicts: { index: number; position: number }[] = [];
    const appended = events.map((event, index): Appended => {
      const key = dedupKey(event);
      const name = key.toString('latin1');
      const known = fresh.get(name) ?? inGroup.get(name) ?? this.#stored(event, key);
      if (known !== undefined) {
        if (!isSame(known.json, event.json)) conflicts.push({ index, position: known.position });
        return { id: event.id, position: known.position, isNew: false };
      }
      const position = head + fresh.size + 1;
      fresh.set(name, { position, key, json: event.json });
      return { id: event.id, position, isNew: true };
    });
    if (conflicts.length > 0) throw conflict(conflicts);
    return { appended, fresh };
  }

  /** What is stored under the same identity; the index has no checksum, so what it leads to is looked at. */
  #stored(event: NewEvent, key: Buffer): Known | undefined {
    const stored = this.#positions.getBinary(key);
    if (stored === undefined) return undefined;
    const position = decodePosition(stored);
    const json = publishedJson(this.#get(position));
    const { source, id } = JSON.parse(json) as NewEvent;
    if (source !== event.source || id !== event.id) throw damagedIndex(position);
    return { position, json };
  }

  #get(position: number): EventRecord {
    return decodeRecord(position, this.#events.getBinary(position));
  }

  #lastPosition(): number {
    const [last] = this.#events.getKeys({ reverse: true, limit: 1 });
    return last ?? 0;
  }

  /** A damaged tree can silently return fewer entries; the counts that LMDB keeps give that away at once. */
  #checkCount(): void {
    const { entryCount: events } = this.#events.getStats() as { entryCount: number };
    const { entryCount: positions } = this.#positions.getStats() as { entryCount: number };
    if (events === this.#head && positions === this.#head) return;
    throw corrupt(`Expected ${this.#head} events and as many ids, found ${events} and ${positions}`);
  }
}

function isSame(stored: string, given: string): boolean {
  return stored === given || isDeepStrictEqual(JSON.parse(stored), JSON.parse(given));
}

function storedMs(record: EventRecord): number {
  return Date.parse((JSON.parse(record.bytes.toString()) as { storedtime: string }).storedtime);
}

function conflict(conflicts: readonly { index: number; position: number }[]): DomainError {
  const positions = conflicts.map(({ position }) => position);
  return new DomainError(
    'event.conflict',
    `Other content is stored under the same source and id, at position ${positions.join(', ')}.`,
    { indexes: conflicts.map(({ index }) => index), positions },
  );
}

function takenOver(): DomainError {
  return new DomainError(
    'storage.in_use',
    'Another process writes to this log: there must be one bus on a folder.',
  );
}

function damagedIndex(position: number): DomainError {
  return corrupt(`The index of ids leads to position ${position}, which is another event`, { position });
}

function corrupt(what: string, details = {}): DomainError {
  return new DomainError('log.corrupt', `${what}: restore the log from a backup.`, details);
}

function diskFailed(): DomainError {
  return new DomainError('storage.failed', 'The disk failed; the bus stops.');
}
