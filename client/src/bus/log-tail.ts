import type { EventSummary } from './event-summary';
import { PAGE_SIZE } from './log-pages';

const TAIL_MAX = 2_000;

/** The newest events of the log, received live: `events[0]` is at `start`, the others follow without a gap. */
export interface LogTail {
  readonly start: number;
  readonly events: readonly EventSummary[];
}

/** The tail before any live event. */
export function emptyTail(head: number): LogTail {
  return { start: head + 1, events: [] };
}

/** The highest known position. */
export function headOf({ start, events }: LogTail): number {
  return start + events.length - 1;
}

/**
 * Appends live events, skipping known ones. The tail keeps about TAIL_MAX events and drops whole pages, so that
 * everything before it can be read in pages that never change.
 */
export function appendToTail(tail: LogTail, batch: readonly EventSummary[]): LogTail {
  const next = headOf(tail) + 1;
  const news = batch.filter(({ position }) => position >= next);
  const [first] = news;
  if (first === undefined) return tail;
  // A stream has no gaps. Should one appear, the tail restarts after it and pages cover the gap.
  const joined = first.position === next ? [...tail.events, ...news] : news;
  const start = first.position === next ? tail.start : first.position;
  const pagesBefore = Math.floor((start + joined.length - 1 - TAIL_MAX) / PAGE_SIZE);
  const keepFrom = Math.max(start, pagesBefore * PAGE_SIZE + 1);
  return { start: keepFrom, events: joined.slice(keepFrom - start) };
}
