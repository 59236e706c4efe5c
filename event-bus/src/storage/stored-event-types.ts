import type { EventTypeRecord } from '../domain/event-type';
import type { EventTypeStore } from '../domain/event-type-store';
import { TYPES_TABLE } from './bus-tables';
import type { Table, Tables } from './tables';

/** Types by name. */
export class StoredEventTypes implements EventTypeStore {
  readonly #store: Tables;
  readonly #types: Table<EventTypeRecord>;

  constructor(store: Tables) {
    this.#store = store;
    this.#types = store.table(TYPES_TABLE);
  }

  list(): EventTypeRecord[] {
    return this.entries().map(([, record]) => record);
  }

  entries(): [string, EventTypeRecord][] {
    return Array.from(this.#types.getRange(), ({ key, value }) => [
      key,
      // Records of earlier builds lack the field.
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
