import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { EventRows } from './event-rows';
import { scrollToShow } from './scroll-to-show';
import type { ListLayout } from './use-list-layout';

const OVERSCAN_ROWS = 12;

/** A request to bring a position into view; each is a new object and is fulfilled once. */
export interface Jump {
  readonly position: number;
}

export interface ListScroll {
  /** The scrolling element. */
  readonly grid: RefObject<HTMLTableElement | null>;
  readonly rows: EventRows;
  readonly layout: ListLayout;
  /** True while the list stays at its end as events arrive. */
  readonly following: boolean;
  readonly onFollowing: (following: boolean) => void;
  readonly jump: Jump | undefined;
  /** Called with the positions in view. */
  readonly onVisible: ((positions: { first: number; last: number }) => void) | undefined;
}

/** Keeps the list where it should be: at its end, at a jump's target, or where the reader left it. */
export function useListScroll(options: ListScroll) {
  const { grid, rows, layout, following, onFollowing, jump, onVisible } = options;
  const { rowHeight, headerHeight } = layout;
  const fulfilled = useRef<Jump | undefined>(undefined);
  const before = useRef({ first: rows.first, rowHeight });
  /** The last scroll position set by this hook, to tell the reader's scrolling from ours. */
  const placed = useRef(-1);

  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => grid.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured again when their height changes.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  useLayoutEffect(() => {
    const element = grid.current;
    if (element === null) return;
    const place = (scrollTop: number) => {
      element.scrollTop = scrollTop;
      placed.current = element.scrollTop;
    };
    const { first, rowHeight: heightBefore } = before.current;
    before.current = { first: rows.first, rowHeight };
    const target = jump === undefined || jump === fulfilled.current ? undefined : rows.indexOf(jump.position);
    if (following) {
      place(element.scrollHeight);
    } else if (target !== undefined) {
      fulfilled.current = jump;
      const viewHeight = element.clientHeight - headerHeight;
      place(
        scrollToShow({ rowTop: target * rowHeight, rowHeight, scrollTop: element.scrollTop, viewHeight }),
      );
    } else if (rows.first !== first || rowHeight !== heightBefore) {
      place((element.scrollTop / heightBefore + first - rows.first) * rowHeight);
    }
  });

  const rowsInView = () => {
    const { scrollTop = 0, clientHeight = 0 } = grid.current ?? {};
    const first = Math.floor(scrollTop / rowHeight);
    const last = Math.ceil((scrollTop + clientHeight - headerHeight) / rowHeight) - 1;
    const lastIndex = rows.count - 1;
    return { first: Math.max(0, Math.min(first, lastIndex)), last: Math.max(0, Math.min(last, lastIndex)) };
  };

  // Read from the element: the virtualizer learns of a scroll only later.
  useEffect(() => {
    const { first, last } = rowsInView();
    if (rows.count > 0) onVisible?.({ first: rows.positionAt(first), last: rows.positionAt(last) });
  });

  const onScroll = () => {
    const element = grid.current;
    if (element === null || element.scrollTop === placed.current) return;
    // The reader scrolled: a jump still waiting for its row is obsolete.
    fulfilled.current = jump;
    placed.current = -1;
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    const reachesEnd = rows.first + rows.count - 1 === rows.total;
    const isAtEnd = reachesEnd && below < rowHeight / 2;
    if (isAtEnd !== following) onFollowing(isAtEnd);
  };

  /** Runs before the scroll event: while events pour in, the list would first jump back to its end. */
  const onWheel = ({ deltaY }: { deltaY: number }) => {
    const element = grid.current;
    if (following && deltaY < 0 && element !== null && element.scrollHeight > element.clientHeight) {
      onFollowing(false);
    }
  };
  return { virtualizer, rowsInView, onScroll, onWheel };
}
