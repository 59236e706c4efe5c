import type { EventBlock } from './event-block';

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

/**
 * The one ordered sequence of all events. Positions are 1, 2, 3 … without gaps, and never change.
 * Every adapter passes the same conformance suite (`test/event-log-conformance.ts`).
 */
export interface EventLog {
  /** Tells this log from any other, for good; a follower's checkpoint is worth nothing on another log. */
  readonly id: string;

  /**
   * One life of this log: a restored backup begins another, in which positions after the backup's head have other events.
   * What was read in this epoch is in it for good.
   */
  readonly epoch: string;

  /** The highest position that is on disk; 0 while the log is empty. */
  readonly head: number;

  /**
   * Appends a batch, all or nothing; resolves once it is on disk (fsync). New events get consecutive positions.
   * An event whose source and id are there already keeps its first position. Batches that wait at the same time
   * share one fsync; they are appended in the order of the calls. So an empty one is done when all before it are.
   * @throws DomainError `event.conflict`  same source and id with other content; `indexes` names the events
   * @throws DomainError `log.overloaded`  too much waits already; try again
   * @throws DomainError `storage.full`  no room; nothing was stored, and reads go on
   * @throws DomainError `storage.failed`  the disk refused; the outcome is unknown and the log takes nothing more
   */
  append(events: readonly NewEvent[]): Promise<readonly Appended[]>;

  /** Whether an event with this source and id is on disk, whatever its content. @throws DomainError `log.corrupt` */
  has(event: { readonly source: string; readonly id: string }): boolean;

  /**
   * Reads some of the events after a position: at least one, and as many as lie together there, which is some 100 KiB
   * unless a single event has more. Resolves undefined at the head and beyond.
   * @throws DomainError `log.corrupt`  an event does not match its checksum, or is missing; `position` names the first
   */
  readBlock(after: number): Promise<EventBlock | undefined>;

  /** Calls `listener` after each append, when the events can be read; returns a function that ends this. */
  onAppend(listener: () => void): () => void;

  /** Waits for what is being appended, then closes. */
  stop(): Promise<void>;
}
