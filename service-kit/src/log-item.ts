import type { StoredEvent } from './cloud-event';

/** So many types a reader may ask the bus for. */
export const READ_TYPES_MAX = 100;

/**
 * What a stream of the log says of its progress: everything up to and including position `checkpoint` was sent, or is not
 * wanted. `id` is that of the event there: it tells whether the log still is the one that was followed.
 */
export interface LogCheckpoint {
  readonly checkpoint: number;
  readonly id: string;
}

/** What comes on a stream of the log. */
export type LogItem = StoredEvent | LogCheckpoint;

/** An event always has a position, and may have an attribute of any other name. */
export function isCheckpoint(item: LogItem): item is LogCheckpoint {
  return (item as Partial<StoredEvent>).position === undefined;
}
