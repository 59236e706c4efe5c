import type { DomainError } from '@blog/service-kit';
import type { EventRecord } from './event-block';
import type { EventFilter } from './event-filter';

/** An event that was checked and may be appended. */
export interface NewEvent {
  readonly id: string;
  readonly source: string;
  /** The whole event as compact JSON in UTF-8, without what the bus adds. */
  readonly bytes: Buffer;
}

/** What became of an event: its position, and whether it was new (false: it had been stored before). */
export interface Appended {
  readonly id: string;
  readonly position: number;
  readonly isNew: boolean;
}

/** What `scan` looks at: the events after a position (exclusive). */
export interface ScanRange {
  readonly after: number;
  /** Which events are wanted; all of them if undefined. */
  readonly filter?: EventFilter | undefined;
  /** What the wanted events have together at most, in bytes; the first one is always included. */
  readonly bytesMax?: number | undefined;
  /**
   * For a reader that takes all that its filter wants: it is found at once, and copied, so that no piece of the history needs
   * memory of its own.
   */
  readonly copies?: boolean | undefined;
}

/** A piece of the log that was looked at. Many readers may share its memory. */
export interface Scanned {
  /** The wanted events, in order; a filter looks for them as they are taken. */
  readonly records: Iterable<EventRecord>;
  /** The wanted events as NDJSON, each line with its end; undefined for a scan with a filter that does not copy them. */
  readonly lines: Buffer | undefined;
  /** The position reached: every event after `after` up to and including this one was looked at. */
  readonly through: number;
  /** What was looked at, in bytes. */
  readonly bytes: number;
}

/**
 * The one ordered sequence of all events. Positions are 1, 2, 3 … without gaps, and never change.
 * Every engine passes the same conformance suite (`test/event-log-conformance.ts`).
 */
export interface EventLog {
  /** Tells this log from any other, for good; a follower's checkpoint is worth nothing on another log. */
  readonly id: string;

  /**
   * One life of this log: a restored backup begins another, in which positions after the backup's head have other events.
   * What was read in this epoch is in it for good.
   */
  readonly epoch: string;

  /** The highest position that is stored and can be read here; 0 while the log is empty. It never goes back. */
  readonly head: number;

  /** Bytes of the events that wait to be stored. */
  readonly queuedBytes: number;

  /**
   * Appends a batch, all or nothing; resolves once it is stored durably (fsync). New events get consecutive positions.
   * An event whose source and id are there already keeps its first position. Batches that wait at the same time
   * share one commit; they are appended in the order of the calls. So an empty one is done when all before it are.
   * @throws DomainError `event.conflict`  same source and id with other content; `indexes` names the events, `positions` where the other
   * is stored, null if it is an earlier event of the batch
   * @throws DomainError `log.overloaded`  too much waits already; try again
   * @throws DomainError `storage.full`  no room; nothing was stored, and reads go on
   * @throws DomainError `storage.failed`  the outcome is unknown and the log takes nothing more
   */
  append(events: readonly NewEvent[]): Promise<readonly Appended[]>;

  /** Whether an event with this source and id is stored, whatever its content. @throws DomainError `log.corrupt` */
  has(event: { readonly source: string; readonly id: string }): Promise<boolean>;

  /**
   * Looks through the next piece of the log: at least one event, and as many as lie together there, which is some 64 to
   * 128 KiB unless a single event has more, or `bytesMax` ends it before. Resolves undefined at the head and beyond.
   * @throws DomainError `log.corrupt`  an event does not match its checksum, or is missing; `position` names the first
   */
  scan(range: ScanRange): Promise<Scanned | undefined>;

  /** Calls `listener` after each append, when the events can be read; returns a function that ends this. */
  onAppend(listener: () => void): () => void;

  /** Calls `listener` when the log has failed for good, and takes nothing more: this process must end. */
  onFailure(listener: (error: DomainError) => void): void;

  /** Waits for what is being appended, then closes. */
  stop(): Promise<void>;
}
