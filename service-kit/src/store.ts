import { statfsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { type Database, type Key, open, type RootDatabase } from 'lmdb';
import { CHECKED_BYTES_MAX, checkDataFile, corrupt } from './check-data-file';
import { checkedJson } from './checked-json';
import type { DomainError } from './domain-error';
import { FolderLock } from './folder-lock';
import type { Logger } from './logger';
import { folderRefusal, makePrivateFolder } from './private-folder';
import { problems } from './problems';
import { pause } from './retry-policy';

/** A write that fails within this time after the disk was full may have begun while it was. */
const FULL_MS = 1_000;
const COMMIT_ERROR_MS_MAX = 1_000;
/** The pages that a killed reader was using cannot be reused until readers are checked. */
const READERS_CHECKED_EVERY_MS = 10_000;
const ENOSPC = constants.errno.ENOSPC;
/**
 * A write that fails while less than this is free counts as "disk full" too: LMDB reports EIO, not ENOSPC, when the
 * first write that finds no room is cut short.
 */
const FREE_BYTES_MIN = 1024 * 1024;

/** A table of the `lmdb` package: `put`, `remove`, `get`, `getRange`. */
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
   * Opens a folder's file, or creates it in a folder that only this user can access, and locks the folder against other
   * processes of this host. The pages of a file of at most `checkedBytesMax` bytes (default 128 MiB) are checked first. With
   * `readOnly` no data is written (LMDB's lock file may be). If another process has the folder, waits for it up to `lockWaitMs`
   * (default 0).
   * @throws DomainError `storage.in_use`  another process has the folder
   * @throws DomainError `storage.corrupt`  the file is damaged, and where
   * @throws DomainError `storage.not_accessible`  this user may not access the folder, or there is a file in its place
   * @throws Error  the folder cannot be created, or the file cannot be opened
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
   * Checks, once all tables are opened, that the file has no other table: the name of one would be damaged.
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
   * Copies the file, as it is at this moment, into a folder, which is created; other writes may continue meanwhile.
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

  /** Calls `listener` when the disk fails: the process must end, since the state on disk is unknown from then on. */
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
    // A disk that cannot report it is failing, not full.
    return Number.POSITIVE_INFINITY;
  }
}

const storageFull = (cause: unknown) =>
  problems.error('storage.full', 'The disk is full; nothing was changed.', {}, { cause });

const storageFailed = (cause: unknown) =>
  problems.error('storage.failed', 'The state could not be written to disk.', {}, { cause });

/**
 * The cause of a failed commit. lmdb adds a promise of it to its own error, but never settles a promise that it adds after the
 * error was reported.
 */
async function commitErrorOf(error: unknown): Promise<unknown> {
  const { commitError } = error as { commitError?: Promise<never> };
  const told = commitError?.catch((cause: unknown) => cause);
  return (await Promise.race([told, pause(COMMIT_ERROR_MS_MAX)])) ?? error;
}

/**
 * Whether an unhandled rejection only repeats a failed commit: lmdb rejects the transaction's promise, which is handled, and an
 * inner promise with the same error, which nobody can reach.
 */
export function isEchoOfFailedCommit(error: unknown): boolean {
  return (error as { commitError?: unknown } | null)?.commitError instanceof Promise;
}
