import type { Store, Table } from '@blog/service-kit';
import type { EventType } from '../domain/event-type';
import type { EventTypeStore } from '../domain/event-type-store';
import { TYPES_TABLE } from './log-tables';

/** Registered types in LMDB, by name. */
export class LmdbEventTypeStore implements EventTypeStore {
  readonly #store: Store;
  readonly #types: Table<EventType>;

  constructor(store: Store) {
    this.#store = store;
    this.#types = store.table(TYPES_TABLE);
  }

  list(): EventType[] {
    return this.entries().map(([, record]) => record);
  }

  entries(): [string, EventType][] {
    return Array.from(this.#types.getRange(), ({ key, value }) => [key, value]);
  }

  save(record: EventType): Promise<void> {
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
