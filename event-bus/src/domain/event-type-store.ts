import type { EventTypeRecord } from './event-type';

/** Stores types. Every change resolves once it is on disk. */
export interface EventTypeStore {
  list(): EventTypeRecord[];
  save(record: EventTypeRecord): Promise<void>;
  remove(type: string): Promise<void>;
}
