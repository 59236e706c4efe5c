/** A value from a position of the log on; undefined where it was removed. */
interface Version<Value> {
  readonly since: number;
  readonly value: Value | undefined;
}

/** Every version of each value in order of the log, so that each can be read as it was at any position. */
export class HistoryTable<Key, Value> {
  readonly #versions = new Map<Key, Version<Value>[]>();

  /** As it is now. */
  get(key: Key): Value | undefined {
    return this.#versions.get(key)?.at(-1)?.value;
  }

  /** `position` is never lower than one before. */
  set(key: Key, value: Value | undefined, position: number): void {
    const versions = this.#versions.get(key);
    const version = { since: position, value };
    if (versions === undefined) this.#versions.set(key, [version]);
    else if (versions.at(-1)?.since === position) versions[versions.length - 1] = version;
    else versions.push(version);
  }

  /** As it was once the event at `position` was applied. */
  at(key: Key, position: number): Value | undefined {
    const versions = this.#versions.get(key) ?? [];
    let low = 0;
    let high = versions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((versions[middle]?.since ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return versions[low - 1]?.value;
  }

  /** In the order in which they were first set. */
  keys(): Iterable<Key> {
    return this.#versions.keys();
  }
}
