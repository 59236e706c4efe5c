export { copyEvents } from './copy-events';
export type { EventRecord } from './event-block';
export { EventFilter } from './event-filter';
export { storedMs } from './event-line';
export type { Appended, EventLog, NewEvent, Scanned, ScanRange } from './event-log';
export { identityOf } from './identity';
export type { ImportableLog, ImportedEvents, LogIdentity } from './importable-log';
export { readEvent, readEvents } from './read-events';
export { waitForAppend } from './wait-for-append';
