import { readEvents } from '../api/read-events';
import { type EventSummary, summaryOf } from './event-summary';

export const PAGE_SIZE = 200;

/** A page of the log that never changes: `limit` events after a position, all stored. */
export interface LogPage {
  readonly after: number;
  readonly limit: number;
}

/** The pages that cover the positions from `first` to `last`, up to where the tail takes over (`tailStart`). */
export function pagesFor(range: { first: number; last: number; tailStart: number }): LogPage[] {
  const end = Math.min(range.last, range.tailStart - 1);
  const pages: LogPage[] = [];
  if (range.first > end) return pages;
  for (let after = afterOf(Math.max(1, range.first)); after < end; after += PAGE_SIZE) {
    pages.push({ after, limit: Math.min(PAGE_SIZE, range.tailStart - 1 - after) });
  }
  return pages;
}

/** The position after which the page that holds `position` begins. */
export function afterOf(position: number): number {
  return Math.floor((position - 1) / PAGE_SIZE) * PAGE_SIZE;
}

/** Reads a whole page, in several requests if need be: the bus ends an answer early when its events are large. */
export async function readLogPage({ after, limit }: LogPage, signal: AbortSignal): Promise<EventSummary[]> {
  const events: EventSummary[] = [];
  let page: string | undefined;
  do {
    const read = await readEvents({ after, limit }, { page, signal });
    events.push(...read.events.map((event) => summaryOf(event)));
    page = read.next;
  } while (page !== undefined && events.length < limit);
  return events.slice(0, limit);
}
