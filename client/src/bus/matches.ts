import type { EventRows } from './event-rows';
import type { EventSummary } from './event-summary';

const MATCHES_MAX = 100_000;

/** The newest events that a filter found, in order, and how many older ones were let go. */
export interface Matches {
  readonly dropped: number;
  readonly events: readonly EventSummary[];
}

export const NO_MATCHES: Matches = { dropped: 0, events: [] };

/** Adds what was found; what is there already is left out, and the oldest go once there are more than MATCHES_MAX. */
export function appendMatches(matches: Matches, found: readonly EventSummary[]): Matches {
  const last = matches.events.at(-1)?.position ?? 0;
  const news = found.filter(({ position }) => position > last);
  if (news.length === 0) return matches;
  const all = [...matches.events, ...news];
  const over = Math.max(0, all.length - MATCHES_MAX);
  return { dropped: matches.dropped + over, events: over === 0 ? all : all.slice(over) };
}

/** What was found as rows of a list. */
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

/** The index of the first event at this position or after it; the length if there is none. */
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
