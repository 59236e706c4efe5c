import type { Key } from 'lmdb';
import type { Store, Table } from './store';

/**
 * States by key. The states of deleted things are kept as tombstones, so that an older event does not bring the thing back. They
 * are in a table of their own (`deleted-` and the name), so that a list never has to skip them.
 */
export class TombstonedTable<State extends { readonly deleted: boolean }, TableKey extends Key = string> {
  /** The states of things that are not deleted. */
  readonly live: Table<State, TableKey>;
  readonly #tombstones: Table<State, TableKey>;

  constructor(store: Store, name: string) {
    this.live = store.table<State, TableKey>(name);
    this.#tombstones = store.table<State, TableKey>(`deleted-${name}`);
  }

  /** What is known of a thing, of a deleted one too. */
  get(key: TableKey): State | undefined {
    return this.live.get(key) ?? this.#tombstones.get(key);
  }

  /** Puts `next` where `current` is; only inside a transaction of the store. */
  replace(key: TableKey, current: State | undefined, next: State): void {
    const [table, other] = next.deleted ? [this.#tombstones, this.live] : [this.live, this.#tombstones];
    void table.put(key, next);
    if (current !== undefined && current.deleted !== next.deleted) void other.remove(key);
  }
}
