import { readEvents } from '../api/read-events';
import { type EventSummary, summaryOf } from './event-summary';

export const PAGE_SIZE = 200;

/** A page of the log that will never change: `limit` events after a position, all stored already. */
export interface LogPage {
  readonly after: number;
  readonly limit: number;
}

/** The pages that hold the positions from `first` to `last`, as far as the tail, from `tailStart` on, does not. */
export function pagesFor(range: { first: number; last: number; tailStart: number }): LogPage[] {
  const end = Math.min(range.last, range.tailStart - 1);
  const pages: LogPage[] = [];
  if (range.first > end) return pages;
  for (let after = afterOf(Math.max(1, range.first)); after < end; after += PAGE_SIZE) {
    pages.push({ after, limit: Math.min(PAGE_SIZE, range.tailStart - 1 - after) });
  }
  return pages;
}

/** Where the page that holds a position begins. */
export function afterOf(position: number): number {
  return Math.floor((position - 1) / PAGE_SIZE) * PAGE_SIZE;
}

/** Reads a whole page; the bus ends an answer early if its events are large. */
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
