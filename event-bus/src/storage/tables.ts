/** Strings, numbers, or arrays of them, which are ordered part by part. */
export type TableKey = string | number | (string | number)[];

export interface KeyRange<Key> {
  /** Inclusive. */
  readonly start?: Key;
  /** Exclusive. */
  readonly end?: Key;
  readonly limit?: number;
  /** In descending order: `start` is then the higher key. */
  readonly reverse?: boolean;
}

/** One table, read and written synchronously; a write belongs in a transaction. */
export interface Table<Value, Key extends TableKey = string> {
  get(key: Key): Value | undefined;
  doesExist(key: Key): boolean;
  put(key: Key, value: Value): unknown;
  remove(key: Key): unknown;
  getRange(range?: KeyRange<Key>): Iterable<{ key: Key; value: Value }>;
  getKeys(range?: KeyRange<Key>): Iterable<Key>;
}

/** The storage of everything but events: subscriptions, followers, types. */
export interface Tables {
  table<Value, Key extends TableKey = string>(name: string): Table<Value, Key>;
  /**
   * Runs `work` as one transaction: all of it or nothing; resolves with its result once it is stored.
   * @throws what `work` throws, and then nothing was written
   */
  transaction<Result>(work: () => Result): Promise<Result>;
}
