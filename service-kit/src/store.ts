import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, type Key, open, type RootDatabase } from 'lmdb';
import { DomainError } from './domain-error';

/** Lists of one table and its keys: `put`, `remove`, `get`, `getRange` of the `lmdb` package. */
export type Table<Value, TableKey extends Key = string> = Database<Value, TableKey>;

/**
 * A service's own storage: tables in one LMDB file, and transactions across them.
 * One process opens a folder at a time.
 */
export class Store {
  readonly #env: RootDatabase;
  readonly #listeners = new Set<() => void>();

  /** @throws Error  the folder cannot be made, or the file cannot be opened */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#env = open({
      path: join(folder, 'state.mdb'),
      // Without this a resolved transaction might not be on disk yet.
      overlappingSync: false,
      maxDbs: 16,
    });
  }

  /**
   * Opens a table; values are stored as MessagePack. Keys are strings, numbers, or arrays of them, in order; `uint32`
   * and `binary` keys are smaller.
   */
  table<Value, TableKey extends Key = string>(
    name: string,
    options: { keyEncoding?: 'uint32' | 'binary' } = {},
  ): Table<Value, TableKey> {
    return this.#env.openDB<Value, TableKey>({ name, ...options });
  }

  /** Opens a table whose values are bytes, stored as they are. */
  binaryTable<TableKey extends Key>(
    name: string,
    options: { keyEncoding?: 'uint32' | 'binary' } = {},
  ): Table<Buffer, TableKey> {
    return this.#env.openDB<Buffer, TableKey>({ name, encoding: 'binary', ...options });
  }

  /**
   * Runs `work`, which reads and writes synchronously, as one transaction: all of it or nothing. Resolves with its
   * result once everything is on disk (fsync); transactions that wait at the same time share one fsync.
   * @throws what `work` throws, and then nothing was written
   * @throws DomainError  `storage.full` or `storage.failed`: nothing was written, the same may be tried again
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
      await (error as { commitError?: Promise<unknown> }).commitError?.catch(() => {});
      if (thrown !== undefined) throw thrown.error;
      const full = /no space|ENOSPC|MDB_MAP_FULL/i.test(String((error as Error).message));
      const code = full ? 'storage.full' : 'storage.failed';
      throw new DomainError(code, 'The state could not be written to disk.', {}, { cause: error });
    }
    for (const listener of this.#listeners) listener();
    return result;
  }

  /** Calls `listener` after each commit; returns a function that ends this. */
  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    await this.#env.close();
  }
}
