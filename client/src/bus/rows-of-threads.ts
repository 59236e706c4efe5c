import type { EventRows, Fold } from './event-rows';
import type { EventSummary } from './event-summary';
import type { Thread } from './fold-threads';

interface Row {
  readonly event: EventSummary;
  readonly fold: Fold | undefined;
}

/**
 * Threads as rows of a list: one row each, at the position of its first event, with its other events below if that
 * position is in `unfolded`. Any event's position leads to its row, folded or not.
 */
export function rowsOfThreads(threads: readonly Thread[], unfolded: ReadonlySet<number>): EventRows {
  const rows: Row[] = [];
  const indexes = new Map<number, number>();
  for (const thread of threads) {
    const [head] = thread.events;
    if (head === undefined) continue;
    const isThread = thread.events.length > 1;
    const isUnfolded = isThread && unfolded.has(head.position);
    for (const event of thread.events) {
      const isHead = event === head;
      if (isHead || isUnfolded)
        rows.push({ event, fold: isThread ? { thread, isHead, isUnfolded } : undefined });
      indexes.set(event.position, rows.length - 1);
    }
  }
  const positionAt = (index: number) => rows[index]?.event.position ?? 0;
  return {
    total: rows.length,
    first: 1,
    count: rows.length,
    reach: { first: positionAt(0), last: positionAt(rows.length - 1) },
    at: (index) => rows[index]?.event,
    positionAt,
    indexOf: (position) => {
      const index = indexes.get(position) ?? rows.findIndex(({ event }) => event.position > position);
      return index < 0 ? undefined : index;
    },
    foldAt: (index) => rows[index]?.fold,
  };
}
