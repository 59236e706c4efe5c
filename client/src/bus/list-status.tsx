import { Badge } from '../ui/badge';
import type { EventRows } from './event-rows';

interface ListStatusProps {
  readonly rows: EventRows;
  /** Given when rows are folded into threads. */
  readonly threads: { readonly threadCount: number; readonly eventCount: number } | undefined;
  /** True while matches from history still arrive. */
  readonly isSearching: boolean;
  readonly isFollowing: boolean;
  readonly isAway: boolean;
  readonly isPaused: boolean;
  /** Number of events that arrived while the list was paused. */
  readonly waiting: number;
  /** Removes the filter; undefined if there is none. */
  readonly onClear: (() => void) | undefined;
}

/** How many events the list has, and what it is doing. */
export function ListStatus(props: ListStatusProps) {
  const { isSearching, isFollowing, isAway, isPaused, waiting, onClear } = props;
  return (
    <p className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
      <span>{countText(props)}</span>
      {onClear !== undefined && (
        <button type="button" onClick={onClear} className="text-accent underline">
          Show all events
        </button>
      )}
      {isFollowing && !isSearching && !isPaused && !isAway && <Badge tone="good">Live</Badge>}
      {isSearching && <Badge>Searching …</Badge>}
      {isPaused && <Badge tone="warn">Paused, {waiting.toLocaleString()} new</Badge>}
      {isAway && <Badge tone="warn">Reconnecting …</Badge>}
    </p>
  );
}

function countText({ rows, threads, onClear }: ListStatusProps): string {
  if (threads !== undefined) {
    const events = `${threads.eventCount.toLocaleString()} ${onClear === undefined ? 'events' : 'matches'}`;
    return `${threads.threadCount.toLocaleString()} threads of the newest ${events}`;
  }
  const { total, count } = rows;
  const of = total.toLocaleString();
  if (onClear === undefined) return total === 1 ? '1 event' : `${of} events`;
  if (count < total) return `The newest ${count.toLocaleString()} of ${of} matches`;
  return total === 1 ? '1 match' : `${of} matches`;
}
