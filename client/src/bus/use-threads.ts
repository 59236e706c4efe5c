import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { EventRows } from './event-rows';
import type { EventSummary } from './event-summary';
import { foldThreads, type Thread } from './fold-threads';
import { readLogPage } from './log-pages';
import type { LogTail } from './log-tail';
import { rowsOfThreads } from './rows-of-threads';

/** How many stored events are read for threads, besides live ones. */
const HISTORY_EVENTS = 1_000;
/** Threads are built from the newest shown events, up to this many. */
const EVENTS_MAX = 2_000;

const NONE: readonly EventSummary[] = [];

export interface FoldedRows {
  readonly rows: EventRows;
  readonly threadCount: number;
  /** The number of events that the threads were built from. */
  readonly eventCount: number;
  readonly isLoading: boolean;
  /** Folds or unfolds the thread whose first event has this position. */
  readonly toggle: (position: number) => void;
}

/**
 * The newest events as threads: of the log, or of a filter's matches. They are frozen unless the reader is following, since
 * a thread that dropped out of the newest events would shift everything below it.
 */
export function useThreads(options: {
  isOn: boolean;
  logId: string;
  /** The head found first; later events are in the tail. */
  foundHead: number;
  tail: LogTail;
  /** The filter's matches; undefined without a filter. */
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
    // After a long visit the tail has dropped events, which leaves a gap after the history.
    const isJoined = tail.start === foundHead + 1;
    return [...(isJoined ? history : NONE), ...tail.events].slice(-EVENTS_MAX);
  }, [isOn, matches, history, tail, foundHead]);
  const threads = useMemo(() => foldThreads(events), [events]);
  const isWhole = isOn && !isLoading;
  const [held, setHeld] = useState<{ threads: readonly Thread[]; isWhole: boolean }>({ threads, isWhole });
  // Never freeze a partly loaded list: a reader who opens an event by its address is not following from the start.
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
