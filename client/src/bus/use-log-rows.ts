import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { EventRows } from './event-rows';
import type { EventSummary } from './event-summary';
import { afterOf, pagesFor, readLogPage } from './log-pages';
import { headOf, type LogTail } from './log-tail';
import { baseAfterScroll, baseAtHead, baseToShow, windowCount } from './log-window';
import { useThrottled } from './use-throttled';

/** Minimum time between requests for pages while the reader scrolls fast. */
const PAGES_EVERY_MS = 100;
const PAGE_KEPT_MS = 60_000;

interface Span {
  readonly first: number;
  readonly last: number;
}

/** The whole log as rows: the newest from the tail, the others from pages read when they come into view. */
export function useLogRows(options: { logId: string; tail: LogTail; following: boolean }) {
  const { logId, tail, following } = options;
  const head = headOf(tail);
  const [keptBase, setBase] = useState(() => baseAtHead(head));
  const [visible, setVisible] = useState<Span>({ first: head, last: head });
  const base = following ? baseAtHead(head) : keptBase;
  if (base !== keptBase) setBase(base);
  const pageAt = useLogPages(logId, tail, visible);

  const at = (index: number): EventSummary | undefined => {
    const position = base + 1 + index;
    if (position >= tail.start) return tail.events[position - tail.start];
    const after = afterOf(position);
    return pageAt(after)?.[position - after - 1];
  };
  const count = windowCount(base, head);
  const rows: EventRows = {
    total: head,
    first: base + 1,
    count,
    reach: { first: Math.min(1, head), last: head },
    at,
    positionAt: (index) => base + 1 + index,
    indexOf: (position) => (position > base && position <= base + count ? position - base - 1 : undefined),
  };
  return {
    rows,
    /** Moves the window, if necessary, so that the rows cover this position. */
    cover: (position: number) => setBase(baseToShow(base, position, head)),
    /** Called with the positions in view. */
    onVisible: ({ first, last }: Span) => {
      setVisible((current) => (current.first === first && current.last === last ? current : { first, last }));
      if (!following) setBase(baseAfterScroll(base, { first, last }, head));
    },
  };
}

/** The pages around the visible positions, looked up by `after`; undefined while one is loading. */
function useLogPages(logId: string, tail: LogTail, visible: Span) {
  const first = useThrottled(visible.first, PAGES_EVERY_MS);
  const last = useThrottled(visible.last, PAGES_EVERY_MS);
  const pages = pagesFor({ first, last, tailStart: tail.start });
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: ['bus', logId, 'page', page.after, page.limit],
      queryFn: ({ signal }: { signal: AbortSignal }) => readLogPage(page, signal),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: PAGE_KEPT_MS,
    })),
  });
  return (after: number) => results[pages.findIndex((page) => page.after === after)]?.data;
}
