import type { EventLog } from './event-log';

/** Identifies a log: one created with the identity of another is the same log in another engine. */
export interface LogIdentity {
  readonly id: string;
  readonly epoch: string;
}

/** Events of another log after `after` up to `through`, as NDJSON, each line with its newline. */
export interface ImportedEvents {
  readonly after: number;
  readonly through: number;
  readonly lines: Buffer;
}

/** A log that can import another's events with their positions and times. */
export interface ImportableLog extends EventLog {
  /**
   * Stores events that start right after the head; resolves once they are durable.
   * @throws DomainError `log.in_use`  another process has appended other events
   * @throws DomainError `storage.full`, `storage.failed`, `log.unavailable`  it may be tried again
   */
  import(events: ImportedEvents): Promise<void>;
}
