/**
 * Rows that the list covers at a time. Browsers cap an element's height at about 17 million pixels, and the virtualizer
 * measures every row whenever their number changes (2 ms for 100,000).
 */
export const ROWS_MAX = 200_000;
/** This close to the window's edge the window moves, long before the reader reaches the edge. */
const EDGE_ROWS = 100;
const STEP = ROWS_MAX / 2;

/** Size of the window over a long log: the positions from `base + 1` to `base + ROWS_MAX`, or to the head. */
export function windowCount(base: number, head: number): number {
  return Math.min(ROWS_MAX, head - base);
}

/** The base of the window that ends at the head. */
export function baseAtHead(head: number): number {
  return Math.max(0, head - ROWS_MAX);
}

/** The same base if the window covers the position, else one that centres it. */
export function baseToShow(base: number, position: number, head: number): number {
  if (position > base && position <= base + windowCount(base, head)) return base;
  return clamp(position - STEP, head);
}

/** The base after the reader scrolled to these positions: moved by half a window if they are near one of its edges. */
export function baseAfterScroll(
  base: number,
  visible: { first: number; last: number },
  head: number,
): number {
  if (visible.first - base <= EDGE_ROWS) return clamp(base - STEP, head);
  if (base + ROWS_MAX - visible.last <= EDGE_ROWS) return clamp(base + STEP, head);
  return base;
}

function clamp(base: number, head: number): number {
  return Math.max(0, Math.min(base, baseAtHead(head)));
}
