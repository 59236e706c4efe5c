/**
 * How many rows the list covers at once. Browsers end an element at about 17 million pixels, and the virtualizer
 * measures every row whenever their number changes (2 ms for 100,000).
 */
export const ROWS_MAX = 200_000;
/** So near the end of the window it moves on, long before the reader sees that it ends. */
const EDGE_ROWS = 100;
const STEP = ROWS_MAX / 2;

/** The window of a long log: the positions from `base + 1` to `base + ROWS_MAX`, or to the head. */
export function windowCount(base: number, head: number): number {
  return Math.min(ROWS_MAX, head - base);
}

/** Where the window begins that ends at the head. */
export function baseAtHead(head: number): number {
  return Math.max(0, head - ROWS_MAX);
}

/** The same base if the window covers the position, else one with the position in its middle. */
export function baseToShow(base: number, position: number, head: number): number {
  if (position > base && position <= base + windowCount(base, head)) return base;
  return clamp(position - STEP, head);
}

/** The base after the reader came to these positions: moved by half a window if they are near one of its ends. */
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
