import type { EventLog } from './event-log';

/** Which log it is: a new one made with the identity of another is the same log, in another engine. */
export interface LogIdentity {
  readonly id: string;
  readonly epoch: string;
}

/** Events as another log has them: those after `after` up to `through`, as NDJSON, each line with its end. */
export interface ImportedEvents {
  readonly after: number;
  readonly through: number;
  readonly lines: Buffer;
}

/** A log that can take over the events of another, with their positions and times. */
export interface ImportableLog extends EventLog {
  /**
   * Stores events that go on where the head is; resolves once they are durable.
   * @throws DomainError `log.in_use`  somebody else has appended other events
   * @throws DomainError `storage.full`, `storage.failed`, `log.unavailable`  it may be tried again
   */
  import(events: ImportedEvents): Promise<void>;
}
