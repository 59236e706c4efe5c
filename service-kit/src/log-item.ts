import type { StoredEvent } from './cloud-event';

/** Maximum number of types that a reader may ask the bus for. */
export const READ_TYPES_MAX = 100;

/**
 * The progress of a stream of the log: everything up to and including position `checkpoint` was sent or is not wanted. `id` is
 * the id of the event there: it tells whether the log is still the one that was followed.
 */
export interface LogCheckpoint {
  readonly checkpoint: number;
  readonly id: string;
}

/** An item on a stream of the log. */
export type LogItem = StoredEvent | LogCheckpoint;

/** An event always has a position, and may have an attribute of any other name. */
export function isCheckpoint(item: LogItem): item is LogCheckpoint {
  return (item as Partial<StoredEvent>).position === undefined;
}
