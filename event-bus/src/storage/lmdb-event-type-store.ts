import type { Store, Table } from '@blog/service-kit';
import type { EventTypeRecord } from '../domain/event-type';
import type { EventTypeStore } from '../domain/event-type-store';
import { TYPES_TABLE } from './bus-tables';

/** Types in LMDB, by name. */
export class LmdbEventTypeStore implements EventTypeStore {
  readonly #store: Store;
  readonly #types: Table<EventTypeRecord>;

  constructor(store: Store) {
    this.#store = store;
    this.#types = store.table(TYPES_TABLE);
  }

  list(): EventTypeRecord[] {
    return this.entries().map(([, record]) => record);
  }

  entries(): [string, EventTypeRecord][] {
    return Array.from(this.#types.getRange(), ({ key, value }) => [
      key,
      // An earlier build exempted nothing.
      { ...value, exemptThrough: value.exemptThrough ?? 0 },
    ]);
  }

  save(record: EventTypeRecord): Promise<void> {
    return this.#store.transaction(() => {
      void this.#types.put(record.type, record);
    });
  }

  remove(type: string): Promise<void> {
    return this.#store.transaction(() => {
      void this.#types.remove(type);
    });
  }
}
