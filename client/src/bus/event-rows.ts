import type { LogEvent } from '../api/bus-events';

/** What a row shows of an event. Without `data`, so that 100,000 of them are a few megabytes. */
export interface EventSummary {
  readonly position: number;
  readonly type: string;
  readonly source: string;
  readonly subject: string | undefined;
  readonly storedtime: string;
}

export function summaryOf({ position, type, source, subject, storedtime }: LogEvent): EventSummary {
  return { position, type, source, subject, storedtime };
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
}
