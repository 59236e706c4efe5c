import type { DomainError } from '@blog/service-kit';
import type { EventRecord } from './event-block';
import type { EventFilter } from './event-filter';

/** A validated event, ready to be appended. */
export interface NewEvent {
  readonly id: string;
  readonly source: string;
  /** The whole event as compact JSON in UTF-8, without the attributes that the bus adds. */
  readonly bytes: Buffer;
}

/** The result of appending an event: its position, and whether it was new (false: it was already stored). */
export interface Appended {
  readonly id: string;
  readonly position: number;
  readonly isNew: boolean;
}

/** The input of `scan`: the events after a position (exclusive). */
export interface ScanRange {
  readonly after: number;
  /** Which events to return; all if undefined. */
  readonly filter?: EventFilter | undefined;
  /** Maximum total size of the wanted events in bytes; the first one is always included. */
  readonly bytesMax?: number | undefined;
  /**
   * Evaluates the filter immediately and copies its events, so that history can be read into reused buffers. For readers that
   * take every wanted event.
   */
  readonly copies?: boolean | undefined;
}

/** The result of a scan. Many readers may share its memory. */
export interface Scanned {
  /** The wanted events, in order; a filter is evaluated lazily. */
  readonly records: Iterable<EventRecord>;
  /** The wanted events as NDJSON, each line with its newline; undefined for a filter without `copies`. */
  readonly lines: Buffer | undefined;
  /** The last position scanned: every event after `after` up to and including this one was examined. */
  readonly through: number;
  /** Size of the scanned events in bytes. */
  readonly bytes: number;
}

/**
 * The one ordered sequence of all events. Positions are 1, 2, 3 … without gaps, and never change.
 * Every engine passes the same conformance suite (`test/event-log-conformance.ts`).
 */
export interface EventLog {
  /** Identifies this log permanently; a checkpoint is meaningless on another log. */
  readonly id: string;

  /**
   * One life of this log: a restored backup starts a new epoch, in which positions after the backup's head have other events.
   * Events read within an epoch stay in it.
   */
  readonly epoch: string;

  /** The highest position that is stored and can be read here; 0 while the log is empty. It never decreases. */
  readonly head: number;

  /** Size of the events waiting to be stored, in bytes. */
  readonly queuedBytes: number;

  /**
   * Appends a batch, all or nothing; resolves once it is durable (fsync). New events get consecutive positions. An event whose
   * source and id are already stored keeps its first position. Batches waiting at the same time share one commit, in the order
   * of the calls: an empty batch resolves once all batches before it are committed.
   * @throws DomainError `event.conflict`  same source and id, other content; `indexes` names the events, `positions` where the
   * other is stored, null if it is an earlier event of the batch
   * @throws DomainError `log.overloaded`  too much is waiting; try again
   * @throws DomainError `storage.full`  no room; nothing was stored, reads continue
   * @throws DomainError `storage.failed`  the outcome is unknown and the log accepts no more events
   */
  append(events: readonly NewEvent[]): Promise<readonly Appended[]>;

  /** Whether an event with this source and id is stored, whatever its content. @throws DomainError `log.corrupt` */
  has(event: { readonly source: string; readonly id: string }): Promise<boolean>;

  /**
   * Scans the next events: at least one, usually 64 to 128 KiB; more only if a single event is larger, less if `bytesMax` is
   * reached first. Resolves undefined at the head and beyond.
   * @throws DomainError `log.corrupt`  an event does not match its checksum, or is missing; `position` names the first
   */
  scan(range: ScanRange): Promise<Scanned | undefined>;

  /** Calls `listener` after each append, once the events can be read; returns a function that unsubscribes. */
  onAppend(listener: () => void): () => void;

  /** Calls `listener` when the log has failed permanently and accepts no more events: this process must exit. */
  onFailure(listener: (error: DomainError) => void): void;

  /** Waits for pending appends, then closes. */
  stop(): Promise<void>;
}
