/** A value from a position of the log on; undefined once it was removed. */
interface Version<Value> {
  readonly since: number;
  readonly value: Value | undefined;
}

/** Every version of each value, in log order, so that any past state can be read. */
export class HistoryTable<Key, Value> {
  readonly #versions = new Map<Key, Version<Value>[]>();

  /** The current value. */
  get(key: Key): Value | undefined {
    return this.#versions.get(key)?.at(-1)?.value;
  }

  /** `position` must not decrease between calls. */
  set(key: Key, value: Value | undefined, position: number): void {
    const versions = this.#versions.get(key);
    const version = { since: position, value };
    if (versions === undefined) this.#versions.set(key, [version]);
    else if (versions.at(-1)?.since === position) versions[versions.length - 1] = version;
    else versions.push(version);
  }

  /** The value after the event at `position` was applied. */
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
