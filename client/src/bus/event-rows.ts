import type { EventSummary } from './event-summary';
import type { Thread } from './fold-threads';

/** A row of a thread with more than one event. */
export interface Fold {
  readonly thread: Thread;
  /** True for the thread's first event; the others follow below it if it is unfolded. */
  readonly isHead: boolean;
  readonly isUnfolded: boolean;
}

/** The events that the list can show, oldest first, from any source: the whole log, or the matches of a filter. */
export interface EventRows {
  /** Number of rows in all; the list may cover fewer. */
  readonly total: number;
  /** The number of the list's first row among all of them, from 1. */
  readonly first: number;
  /** Number of rows that the list covers. */
  readonly count: number;
  /** The positions that the reader can go to, which may be more than the list covers now; both 0 if there are none. */
  readonly reach: { readonly first: number; readonly last: number };
  /** undefined: not loaded yet, or out of range. */
  at(index: number): EventSummary | undefined;
  /** The position of a covered row, loaded or not. */
  positionAt(index: number): number;
  /** The row of this position or, if it has none, of the next position; undefined if the list covers neither. */
  indexOf(position: number): number | undefined;
  /** Only for rows folded into threads; undefined for an event that stands alone. */
  foldAt?(index: number): Fold | undefined;
}
