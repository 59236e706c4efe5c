import { lowerBound } from '@blog/service-kit';
import type { KeyRange, Table, TableKey } from '../storage/tables';

interface Entry<Value, Key> {
  readonly key: Key;
  readonly value: Value;
}

/** A table in memory, sorted by key; `onChange` is called for each write, with the value before it. */
export class SortedTable<Value, Key extends TableKey> implements Table<Value, Key> {
  #entries: Entry<Value, Key>[] = [];
  readonly #onChange: (key: Key, value: Value | undefined, before: Value | undefined) => void;

  constructor(onChange: (key: Key, value: Value | undefined, before: Value | undefined) => void) {
    this.#onChange = onChange;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries[this.#find(key)];
    return entry !== undefined && compare(entry.key, key) === 0 ? entry.value : undefined;
  }

  doesExist(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  put(key: Key, value: Value): void {
    this.#onChange(key, value, this.set(key, value));
  }

  remove(key: Key): void {
    const before = this.set(key, undefined);
    if (before !== undefined) this.#onChange(key, undefined, before);
  }

  /** Writes without calling `onChange`; undefined removes. Returns the value before. */
  set(key: Key, value: Value | undefined): Value | undefined {
    const index = this.#find(key);
    const entry = this.#entries[index];
    const before = entry !== undefined && compare(entry.key, key) === 0 ? entry.value : undefined;
    const added = value === undefined ? [] : [{ key, value }];
    this.#entries.splice(index, before === undefined ? 0 : 1, ...added);
    return before;
  }

  /** Puts all entries into an empty table, without calling `onChange`. */
  fill(entries: Entry<Value, Key>[]): void {
    this.#entries = entries.sort((one, other) => compare(one.key, other.key));
  }

  *getRange(range: KeyRange<Key> = {}): Generator<Entry<Value, Key>> {
    const { start, end, limit = this.#entries.length, reverse = false } = range;
    // A copy: changes during the iteration are not seen.
    if (!reverse) {
      const first = start === undefined ? 0 : this.#find(start);
      const last = end === undefined ? this.#entries.length : this.#find(end);
      yield* this.#entries.slice(first, Math.min(last, first + limit));
      return;
    }
    const first = end === undefined ? 0 : this.#findAfter(end);
    const last = start === undefined ? this.#entries.length : this.#findAfter(start);
    yield* this.#entries.slice(Math.max(first, last - limit), last).reverse();
  }

  *getKeys(range?: KeyRange<Key>): Generator<Key> {
    for (const { key } of this.getRange(range)) yield key;
  }

  #find(key: Key): number {
    return lowerBound(this.#entries.length, (index) => compare(this.#keyAt(index), key) < 0);
  }

  #findAfter(key: Key): number {
    return lowerBound(this.#entries.length, (index) => compare(this.#keyAt(index), key) <= 0);
  }

  #keyAt(index: number): Key {
    return (this.#entries[index] as Entry<Value, Key>).key;
  }
}

/** Compares part by part, numbers before strings, like LMDB's keys. */
function compare(one: TableKey, other: TableKey): number {
  if (!Array.isArray(one) || !Array.isArray(other)) return comparePart(one as Part, other as Part);
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const order = comparePart(one[index] as Part, other[index] as Part);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

type Part = string | number;

/** All keys of a table have the same shape, unless somebody else has written to the bucket. */
function comparePart(one: Part, other: Part): number {
  if (one === other) return 0;
  if (typeof one !== typeof other) return typeof one === 'number' ? -1 : 1;
  return one < other ? -1 : 1;
}
