import { useState } from 'react';

/** Pages of a list that is read after a cursor, as the bus and the services list them: which begin where, back to the first. */
export function useCursorPages<Cursor>(pageSize: number) {
  const [cursors, setCursors] = useState<readonly Cursor[]>([]);
  /** What a pager needs for a page with these items, of `total`. `nextCursor` is the last item's. */
  const pagerOf = (page: { count: number; total: number; nextCursor: Cursor | undefined }) => {
    const { count, total, nextCursor } = page;
    const from = cursors.length * pageSize + 1;
    const to = from - 1 + count;
    const hasMore = count === pageSize && total > to && nextCursor !== undefined;
    return {
      from: Math.min(from, to),
      to,
      total: Math.max(total, to),
      onPrevious: cursors.length === 0 ? undefined : () => setCursors(cursors.slice(0, -1)),
      onNext: hasMore ? () => setCursors([...cursors, nextCursor]) : undefined,
    };
  };
  return { after: cursors.at(-1), pagerOf, restart: () => setCursors([]) };
}
