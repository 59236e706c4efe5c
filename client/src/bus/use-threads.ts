import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { EventRows } from './event-rows';
import type { EventSummary } from './event-summary';
import { foldThreads, type Thread } from './fold-threads';
import { readLogPage } from './log-pages';
import type { LogTail } from './log-tail';
import { rowsOfThreads } from './rows-of-threads';

/** Events of the log that are read for threads, beside those that come live. */
const HISTORY_EVENTS = 1_000;
/** Threads are looked for among so many events, the newest of what is shown. */
const EVENTS_MAX = 2_000;

const NONE: readonly EventSummary[] = [];

export interface FoldedRows {
  readonly rows: EventRows;
  readonly threadCount: number;
  /** How many events they were looked for among. */
  readonly eventCount: number;
  readonly isLoading: boolean;
  /** Folds or unfolds the thread whose first event has this position. */
  readonly toggle: (position: number) => void;
}

/**
 * The newest events as threads: of the log, or of what a filter found. While the reader is not following they are held still, since a thread
 * that is no longer among the newest events would shift all that are below it.
 */
export function useThreads(options: {
  isOn: boolean;
  logId: string;
  /** The head that was found first: what is after it is in the tail. */
  foundHead: number;
  tail: LogTail;
  /** What a filter found; undefined without one. */
  matches: readonly EventSummary[] | undefined;
  isSearching: boolean;
  following: boolean;
}): FoldedRows {
  const { isOn, logId, foundHead, tail, matches, isSearching, following } = options;
  const isOfLog = isOn && matches === undefined;
  const { data: history = NONE, isPending } = useQuery({
    queryKey: ['bus', logId, 'threads', foundHead],
    queryFn: ({ signal }) => readHistory(foundHead, signal),
    enabled: isOfLog,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isLoading = isOfLog ? isPending : isSearching;
  const events = useMemo(() => {
    if (!isOn) return NONE;
    if (matches !== undefined) return matches.slice(-EVENTS_MAX);
    // A long visit: what lies between the history and the tail was let go.
    const isJoined = tail.start === foundHead + 1;
    return [...(isJoined ? history : NONE), ...tail.events].slice(-EVENTS_MAX);
  }, [isOn, matches, history, tail, foundHead]);
  const threads = useMemo(() => foldThreads(events), [events]);
  const isWhole = isOn && !isLoading;
  const [held, setHeld] = useState<{ threads: readonly Thread[]; isWhole: boolean }>({ threads, isWhole });
  // What was loaded only in part is not held: whoever opens an event by its address does not follow, from the first moment on.
  const isHeld = isWhole && !following && held.isWhole;
  if (!isHeld && (held.threads !== threads || held.isWhole !== isWhole)) setHeld({ threads, isWhole });
  const shown = isHeld ? held.threads : threads;
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => rowsOfThreads(shown, unfolded), [shown, unfolded]);
  return {
    rows,
    threadCount: shown.length,
    eventCount: shown.reduce((sum, thread) => sum + thread.events.length, 0),
    isLoading,
    toggle: (position) =>
      setUnfolded((before) => {
        const after = new Set(before);
        if (!after.delete(position)) after.add(position);
        return after;
      }),
  };
}

async function readHistory(head: number, signal: AbortSignal): Promise<readonly EventSummary[]> {
  const limit = Math.min(head, HISTORY_EVENTS);
  return limit === 0 ? NONE : readLogPage({ after: head - limit, limit }, signal);
}
