import { useState } from 'react';

/** Pages of a list read by cursor, as the bus and the services offer them: remembers where each began, for going back. */
export function useCursorPages<Cursor>(pageSize: number) {
  const [cursors, setCursors] = useState<readonly Cursor[]>([]);
  /** The pager's props for a page with these items, of `total`. `nextCursor` is the last item's. */
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
