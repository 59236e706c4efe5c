import type { EventRows } from './event-rows';
import type { EventSummary } from './event-summary';

const MATCHES_MAX = 100_000;

/** The newest matches of a filter, in order, and how many older ones were dropped. */
export interface Matches {
  readonly dropped: number;
  readonly events: readonly EventSummary[];
}

export const NO_MATCHES: Matches = { dropped: 0, events: [] };

/** Appends matches, skipping known ones; beyond MATCHES_MAX the oldest are dropped. */
export function appendMatches(matches: Matches, found: readonly EventSummary[]): Matches {
  const last = matches.events.at(-1)?.position ?? 0;
  const news = found.filter(({ position }) => position > last);
  if (news.length === 0) return matches;
  const all = [...matches.events, ...news];
  const over = Math.max(0, all.length - MATCHES_MAX);
  return { dropped: matches.dropped + over, events: over === 0 ? all : all.slice(over) };
}

/** Matches as rows of a list. */
export function rowsOfMatches({ dropped, events }: Matches): EventRows {
  return {
    total: dropped + events.length,
    first: dropped + 1,
    count: events.length,
    reach: { first: events[0]?.position ?? 0, last: events.at(-1)?.position ?? 0 },
    at: (index) => events[index],
    positionAt: (index) => events[index]?.position ?? 0,
    indexOf: (position) => {
      const index = firstFrom(events, position);
      return index < events.length ? index : undefined;
    },
  };
}

/** The index of the first event at or after this position; the length if there is none. */
function firstFrom(events: readonly EventSummary[], position: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] as EventSummary).position < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
