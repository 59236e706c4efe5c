export type { EventRecord } from './event-block';
export { EventFilter } from './event-filter';
export type { Appended, EventLog, NewEvent, Scanned, ScanRange } from './event-log';
export { readEvent, readEvents } from './read-events';
export { waitForAppend } from './wait-for-append';
