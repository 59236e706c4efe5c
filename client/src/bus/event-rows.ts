import type { EventSummary } from './event-summary';
import type { Thread } from './fold-threads';

/** A row of a thread, which has more than one event. */
export interface Fold {
  readonly thread: Thread;
  /** Whether it stands for the whole thread, or begins it; the others are below it, if they are unfolded. */
  readonly isHead: boolean;
  readonly isUnfolded: boolean;
}

/** The events that the list can show, oldest first, wherever they come from: the whole log, or what a filter found. */
export interface EventRows {
  /** How many there are in all; the list may cover fewer. */
  readonly total: number;
  /** The number of the list's first row among all of them, from 1. */
  readonly first: number;
  /** How many rows the list covers. */
  readonly count: number;
  /** The positions that the reader can go to, which may be more than the list covers now; both 0 if there are none. */
  readonly reach: { readonly first: number; readonly last: number };
  /** undefined: not loaded yet, or outside. */
  at(index: number): EventSummary | undefined;
  /** The position of a row that the list covers, loaded or not. */
  positionAt(index: number): number;
  /** The row of this position or, if there is none, of the next position; undefined if the list covers neither. */
  indexOf(position: number): number | undefined;
  /** Only of rows that are folded by threads; undefined for an event that stands alone. */
  foldAt?(index: number): Fold | undefined;
}
