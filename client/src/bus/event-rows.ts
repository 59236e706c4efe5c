import { describeEvent, type EventDescription } from '@blog/contracts/describe-event';
import type { LogEvent } from '../api/bus-events';
import { contextOf, placesOf } from './find-text';
import type { Thread } from './fold-threads';
import { waitedMs } from './waited-ms';

/** What a row shows of an event. Without `data`, so that 100,000 of them are some 30 MB, however large the events are. */
export interface EventSummary {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string | undefined;
  readonly storedtime: string;
  readonly causationid: string | undefined;
  /** What it tells, in words of a bounded length. */
  readonly told: EventDescription;
  /** How long it waited to be stored, if that is worth a word. */
  readonly waitedMs: number | undefined;
  /** Where the text that was looked for stands, if in nothing else that a row shows. */
  readonly foundIn: { readonly name: string; readonly line: string } | undefined;
}

/** `contains`: the text that was looked for. */
export function summaryOf(event: LogEvent, contains = ''): EventSummary {
  const { position, id, type, source, subject, storedtime, causationid } = event;
  const told = describeEvent(event);
  const shown = [told.words, told.detail, type, source, subject];
  const isShown = shown.some((text) => text !== undefined && placesOf(contains, text).length > 0);
  return {
    position,
    id,
    type,
    source,
    subject,
    storedtime,
    causationid,
    told,
    waitedMs: waitedMs(event),
    foundIn: contains === '' || isShown ? undefined : contextOf(contains, event),
  };
}

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
