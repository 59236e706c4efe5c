import { statfsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { type Database, type Key, open, type RootDatabase } from 'lmdb';
import { CHECKED_BYTES_MAX, checkDataFile, corrupt } from './check-data-file';
import { checkedJson } from './checked-json';
import { DomainError } from './domain-error';
import { FolderLock } from './folder-lock';
import type { Logger } from './logger';
import { folderRefusal, makePrivateFolder } from './private-folder';
import { pause } from './retry-policy';

/** For so long after the disk was full a write that fails had begun when it was. */
const FULL_MS = 1_000;
const COMMIT_ERROR_MS_MAX = 1_000;
/** A process that was killed while it read the file keeps its pages from being used again until somebody looks. */
const READERS_CHECKED_EVERY_MS = 10_000;
const ENOSPC = constants.errno.ENOSPC;
/**
 * A write that fails while less than this is free counts as "disk full" as well: LMDB says EIO, not ENOSPC, when the
 * first write that finds no room is cut short.
 */
const FREE_BYTES_MIN = 1024 * 1024;

/** Lists of one table and its keys: `put`, `remove`, `get`, `getRange` of the `lmdb` package. */
export type Table<Value, TableKey extends Key = string> = Database<Value, TableKey>;

/**
 * A service's own storage: tables in one LMDB file, and transactions across them.
 * One process has a folder at a time; `open` makes sure of it.
 */
export class Store {
  readonly #folder: string;
  readonly #lock: FolderLock | undefined;
  readonly #env: RootDatabase;
  readonly #tables = new Set<string>();
  readonly #checkingReaders: NodeJS.Timeout;
  #fullAtMs = 0;
  readonly #listeners = new Set<() => void>();
  #onFailure: (error: DomainError) => void = () => {};

  /**
   * Opens a folder's file, or makes a new one, in a folder for this user only, and keeps other processes of this host off it. The pages of a file are
   * checked first, unless it has more than `checkedBytesMax` (default 128 MiB). With `readOnly` no data is written
   * (LMDB's lock file may be). If another process has the folder, it is waited for up to `lockWaitMs` (default 0).
   * @throws DomainError `storage.in_use`  another process has the folder
   * @throws DomainError `storage.corrupt`  the file is damaged, and where
   * @throws DomainError `storage.not_accessible`  this user may not have the folder, or there is a file in its place
   * @throws Error  the folder cannot be made, or the file cannot be opened
   */
  static async open(
    folder: string,
    options: { readOnly?: boolean; checkedBytesMax?: number; lockWaitMs?: number; logger?: Logger } = {},
  ): Promise<Store> {
    const { readOnly = false, checkedBytesMax = CHECKED_BYTES_MAX, lockWaitMs = 0, logger } = options;
    const lock = new FolderLock(folder);
    try {
      if (!readOnly) makePrivateFolder(folder);
      await lock.acquire({ waitMs: lockWaitMs, ...(logger && { logger }) });
      checkDataFile(dataFile(folder), { checkedBytesMax, readOnly });
      return new Store(folder, { readOnly, lock });
    } catch (error) {
      await lock.release();
      throw folderRefusal(folder, error) ?? error;
    }
  }

  /** Without the checks that `open` makes. */
  constructor(folder: string, options: { readOnly?: boolean; lock?: FolderLock } = {}) {
    const { readOnly = false, lock } = options;
    this.#folder = folder;
    if (!readOnly) makePrivateFolder(folder);
    this.#lock = lock;
    this.#env = open({
      path: dataFile(folder),
      readOnly,
      // Without this a resolved transaction might not be on disk yet.
      overlappingSync: false,
      maxDbs: 32,
    });
    this.#checkingReaders = setInterval(() => this.#env.readerCheck(), READERS_CHECKED_EVERY_MS).unref();
  }

  /**
   * Opens a table; values are stored as JSON with a checksum. Keys are strings, numbers, or arrays of them, in order;
   * `uint32` and `binary` keys are smaller.
   */
  table<Value, TableKey extends Key = string>(
    name: string,
    options: { keyEncoding?: 'uint32' | 'binary' } = {},
  ): Table<Value, TableKey> {
    this.#tables.add(name);
    const encoder = checkedJson(name);
    // The types of lmdb 3.5 do not know `encoder`, which its documentation has.
    return this.#env.openDB<Value, TableKey>({ name, ...options, ...{ encoder } });
  }

  /** Opens a table whose values are bytes, stored as they are. */
  binaryTable<TableKey extends Key>(
    name: string,
    options: { keyEncoding?: 'uint32' | 'binary' } = {},
  ): Table<Buffer, TableKey> {
    this.#tables.add(name);
    return this.#env.openDB<Buffer, TableKey>({ name, encoding: 'binary', ...options });
  }

  /**
   * Runs `work`, which reads and writes synchronously, as one transaction: all of it or nothing. Resolves with its
   * result once everything is on disk (fsync); transactions that wait at the same time share one fsync.
   * @throws what `work` throws, and then nothing was written
   * @throws DomainError `storage.full`  nothing was written, the same may be tried again
   * @throws DomainError `storage.failed`  the disk refused: what is on it is unknown until the file is opened again
   */
  async transaction<Result>(work: () => Result): Promise<Result> {
    let thrown: { error: unknown } | undefined;
    let result: Result;
    try {
      // A child transaction, since lmdb rolls back only those when the callback throws.
      result = (await this.#env.childTransaction(() => {
        try {
          return work();
        } catch (error) {
          thrown = { error };
          throw error;
        }
      })) as Result;
    } catch (error) {
      // Before anything else: there may be room again in a moment.
      const isFull = this.#isFull();
      const cause = await commitErrorOf(error);
      if (thrown !== undefined) throw thrown.error;
      if (isFull || (cause as { code?: unknown }).code === ENOSPC) throw storageFull(cause);
      const failed = storageFailed(cause);
      this.#onFailure(failed);
      throw failed;
    }
    for (const listener of this.#listeners) listener();
    return result;
  }

  /**
   * Runs `work` as a part of the transaction under way that can be undone by itself; only inside one.
   * @throws what `work` throws, and then nothing of it was written
   */
  attempt<Result>(work: () => Result): Result {
    return this.#env.childTransaction(work) as Result;
  }

  /**
   * Looks whether the file has a table that nobody opened: its name was damaged then. Once all tables are opened.
   * @throws DomainError `storage.corrupt`
   */
  async open(): Promise<void> {
    const unknown = this.tableNames().find((name) => !this.#tables.has(name));
    if (unknown !== undefined) {
      throw corrupt(dataFile(this.#folder), `it has a table ${JSON.stringify(unknown)}`);
    }
  }

  /** The tables that the file has. */
  tableNames(): string[] {
    return Array.from(this.#env.getKeys(), String);
  }

  /**
   * Copies the file, as it is at this moment, into a folder, which is made; others may go on writing.
   * @throws Error  the folder has a data file already, or the copy could not be written
   */
  async copyTo(folder: string): Promise<void> {
    await this.#env.backup(dataFile(folder), false);
  }

  /** Calls `listener` after each commit; returns a function that ends this. */
  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when the disk fails: the process must end, since nothing is known for certain from then on. */
  onFailure(listener: (error: DomainError) => void): void {
    this.#onFailure = listener;
  }

  async stop(): Promise<void> {
    clearInterval(this.#checkingReaders);
    await this.#env.close();
    await this.#lock?.release();
  }

  #isFull(): boolean {
    if (freeBytes(this.#folder) < FREE_BYTES_MIN) this.#fullAtMs = Date.now();
    return Date.now() - this.#fullAtMs < FULL_MS;
  }
}

/** The one file of a data folder. */
export const dataFile = (folder: string) => join(folder, 'state.mdb');

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // A disk that cannot say so is not full but failing.
    return Number.POSITIVE_INFINITY;
  }
}

const storageFull = (cause: unknown) =>
  new DomainError('storage.full', 'The disk is full; nothing was changed.', {}, { cause });

const storageFailed = (cause: unknown) =>
  new DomainError('storage.failed', 'The state could not be written to disk.', {}, { cause });

/**
 * What a commit failed of. lmdb promises it beside its own error; but if it makes that promise after it has told of the
 * failure, it never settles it.
 */
async function commitErrorOf(error: unknown): Promise<unknown> {
  const { commitError } = error as { commitError?: Promise<never> };
  const told = commitError?.catch((cause: unknown) => cause);
  return (await Promise.race([told, pause(COMMIT_ERROR_MS_MAX)])) ?? error;
}

/**
 * Whether an unhandled rejection is only the echo of a failed commit: lmdb rejects, beside the promise of the
 * transaction, which is handled, an inner one with the same error that nobody can reach.
 */
export function isEchoOfFailedCommit(error: unknown): boolean {
  return (error as { commitError?: unknown } | null)?.commitError instanceof Promise;
}
