import { BATCH_MESSAGES_MAX, type StateBucket, type StateWrite } from '@blog/event-log/jetstream';
import type { Table, TableKey, Tables } from '../storage/tables';
import { SortedTable } from './sorted-table';
import { decodeKey, encodeKey } from './state-key';

interface Waiting {
  work(): unknown;
  resolve(result: never): void;
  reject(error: unknown): void;
}

/** A write of a transaction that was not sent yet, and how to undo it. */
interface Change {
  readonly key: string;
  readonly value: string | undefined;
  undo(): void;
}

/**
 * The tables of the leading replica, in memory; each transaction is written to a bucket before it resolves. Each write names the
 * write that it follows, so a superseded replica cannot write. Once a write has failed, all fail, and `onEnd` is called.
 */
export class StateTables implements Tables {
  readonly #bucket: StateBucket;
  readonly #onEnd: (error: Error) => void;
  readonly #tables = new Map<string, SortedTable<unknown, TableKey>>();
  #sequence = 0;
  #changes: Change[] = [];
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #error: Error | undefined;

  private constructor(bucket: StateBucket, onEnd: (error: Error) => void) {
    this.#bucket = bucket;
    this.#onEnd = onEnd;
  }

  /** Reads everything. Call `follow` before the first write. */
  static async load(bucket: StateBucket, onEnd: (error: Error) => void = () => {}): Promise<StateTables> {
    const tables = new StateTables(bucket, onEnd);
    const found = new Map<string, { key: TableKey; value: unknown }[]>();
    for await (const { key: text, value } of bucket.entries()) {
      const { table, key } = decodeKey(text);
      const entries = found.get(table) ?? [];
      entries.push({ key, value: JSON.parse(value) });
      found.set(table, entries);
    }
    for (const [table, entries] of found) tables.#sorted(table).fill(entries);
    return tables;
  }

  /** Sets the sequence of the last write, which the next one follows. */
  follow(sequence: number): this {
    this.#sequence = sequence;
    return this;
  }

  table<Value, Key extends TableKey = string>(name: string): Table<Value, Key> {
    return this.#sorted(name) as unknown as Table<Value, Key>;
  }

  transaction<Result>(work: () => Result): Promise<Result> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      this.#queue.push({ work, resolve, reject });
      this.#running ??= this.#writeAll();
    });
  }

  /** Waits for the write under way; nothing is written afterwards. */
  async stop(error: Error): Promise<void> {
    this.#error ??= error;
    await this.#running;
  }

  #sorted(name: string): SortedTable<unknown, TableKey> {
    let table = this.#tables.get(name);
    if (table === undefined) {
      const made: SortedTable<unknown, TableKey> = new SortedTable((key, value, before) => {
        this.#changes.push({
          key: encodeKey(name, key),
          value: value === undefined ? undefined : JSON.stringify(value),
          undo: () => made.set(key, before),
        });
      });
      table = made;
      this.#tables.set(name, made);
    }
    return table;
  }

  async #writeAll(): Promise<void> {
    // Transactions of the same turn of the event loop are written together.
    await undefined;
    while (this.#queue.length > 0 && this.#error === undefined) {
      const { done, writes } = this.#takeGroup();
      try {
        if (writes.length > 0) this.#sequence = await this.#bucket.write(writes, this.#sequence);
        for (const [waiting, result] of done) waiting.resolve(result as never);
      } catch (error) {
        this.#error = error as Error;
        for (const [{ reject }] of done) reject(error);
        this.#onEnd(error as Error);
      }
    }
    for (const { reject } of this.#queue.splice(0)) reject(this.#error);
    this.#running = undefined;
  }

  /** Runs waiting transactions, as many as one write has room for; of several writes to a key, the last one counts. */
  #takeGroup(): { done: [Waiting, unknown][]; writes: StateWrite[] } {
    const done: [Waiting, unknown][] = [];
    const writes = new Map<string, StateWrite>();
    while (this.#queue.length > 0) {
      const waiting = this.#queue[0] as Waiting;
      const result = this.#run(waiting);
      if (result === undefined) {
        this.#queue.shift();
        continue;
      }
      const keys = new Set([...writes.keys(), ...result.changes.map(({ key }) => key)]);
      if (done.length > 0 && keys.size > BATCH_MESSAGES_MAX) {
        for (const { undo } of result.changes.reverse()) undo();
        break;
      }
      this.#queue.shift();
      for (const { key, value } of result.changes) writes.set(key, { key, value });
      done.push([waiting, result.value]);
    }
    return { done, writes: [...writes.values()] };
  }

  /** Undefined if the transaction threw, and so changed nothing. */
  #run({ work, reject }: Waiting): { value: unknown; changes: Change[] } | undefined {
    this.#changes = [];
    try {
      return { value: work(), changes: this.#changes };
    } catch (error) {
      for (const { undo } of this.#changes.reverse()) undo();
      reject(error);
      return undefined;
    } finally {
      this.#changes = [];
    }
  }
}
