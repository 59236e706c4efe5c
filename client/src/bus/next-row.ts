import type { EventRows } from './event-rows';

/**
 * The position that a key moves to, starting at the active row or, without one, at the last row in view; undefined if
 * the key moves nowhere. Home goes to the very first event, even if the list does not reach that far back.
 */
export function nextRow(
  key: string,
  list: { rows: EventRows; active: number | undefined; inView: { first: number; last: number } },
): number | undefined {
  const { rows, active, inView } = list;
  const page = Math.max(1, inView.last - inView.first - 1);
  const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page };
  if (rows.count === 0) return undefined;
  if (key === 'Home') return rows.reach.first;
  if (key === 'End') return rows.reach.last;
  const step = steps[key];
  if (step === undefined) return undefined;
  const to = active === undefined ? inView.last : active + step;
  return rows.positionAt(Math.max(0, Math.min(to, rows.count - 1)));
}
