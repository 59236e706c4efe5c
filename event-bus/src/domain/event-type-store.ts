import type { EventType } from './event-type';

/** Where registered types are kept. Every change resolves once it is on disk. */
export interface EventTypeStore {
  list(): EventType[];
  save(type: EventType): Promise<void>;
  remove(type: string): Promise<void>;
}
