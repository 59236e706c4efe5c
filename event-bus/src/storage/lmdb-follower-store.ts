import type { Store, Table } from '@blog/service-kit';
import type { FollowerRecord, FollowerStore } from '../domain/follower-store';
import { FOLLOWERS_TABLE } from './bus-tables';

/** Followers in LMDB, by name and instance. */
export class LmdbFollowerStore implements FollowerStore {
  readonly #store: Store;
  readonly #followers: Table<FollowerRecord, [string, string]>;

  constructor(store: Store) {
    this.#store = store;
    this.#followers = store.table(FOLLOWERS_TABLE);
  }

  list(): FollowerRecord[] {
    return this.entries().map(([, record]) => record);
  }

  entries(): [[string, string], FollowerRecord][] {
    return Array.from(this.#followers.getRange(), ({ key, value }) => [key, value]);
  }

  save(record: FollowerRecord): Promise<void> {
    return this.#store.transaction(() => {
      void this.#followers.put([record.name, record.instance], record);
    });
  }

  remove({ name, instance }: { name: string; instance: string }): Promise<void> {
    return this.#store.transaction(() => {
      void this.#followers.remove([name, instance]);
    });
  }
}
