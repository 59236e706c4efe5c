import type { ReadModelTable } from '@blog/contracts';

type Key = string | number | readonly [string, string | number];

/** One change that can be made again, and taken back. */
export interface Change {
  redo(): void;
  undo(): void;
}

/** A key of two parts is kept in a group of its first one; all others are in one group. */
function split(key: Key): [group: string | number, id: string | number] {
  return typeof key === 'object' ? [key[0], key[1]] : ['', key];
}

/** A table in memory that writes each of its changes to a journal as well. */
export class JournaledTable<Value, TableKey extends Key> implements ReadModelTable<Value, TableKey> {
  readonly #groups = new Map<string | number, Map<string | number, Value>>();
  readonly #write: (change: Change) => void;

  constructor(write: (change: Change) => void) {
    this.#write = write;
  }

  get(key: TableKey): Value | undefined {
    const [group, id] = split(key);
    return this.#groups.get(group)?.get(id);
  }

  put(key: TableKey, value: Value): void {
    this.#change(key, value);
  }

  remove(key: TableKey): void {
    this.#change(key, undefined);
  }

  /** The entries whose keys have this first part; without it those whose keys have only one. */
  entries(group: string | number = ''): Iterable<[string | number, Value]> {
    return this.#groups.get(group) ?? [];
  }

  #change(key: TableKey, value: Value | undefined): void {
    const before = this.get(key);
    if (before === value) return;
    const [group, id] = split(key);
    let values = this.#groups.get(group);
    if (values === undefined) {
      values = new Map();
      this.#groups.set(group, values);
    }
    const entries = values;
    const set = (next: Value | undefined) => {
      if (next === undefined) entries.delete(id);
      else entries.set(id, next);
    };
    set(value);
    this.#write({ redo: () => set(value), undo: () => set(before) });
  }
}
