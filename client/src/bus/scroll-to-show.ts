/**
 * The scroll position that brings a row into view: the present one if it is there already, the nearest if it is close,
 * else the one with the row in the middle. All in pixels.
 */
export function scrollToShow(options: {
  rowTop: number;
  rowHeight: number;
  scrollTop: number;
  viewHeight: number;
}): number {
  const { rowTop, rowHeight, scrollTop, viewHeight } = options;
  const lowest = rowTop + rowHeight - viewHeight;
  const nearest = Math.max(lowest, Math.min(rowTop, scrollTop));
  if (Math.abs(nearest - scrollTop) <= viewHeight) return nearest;
  return Math.max(0, rowTop - (viewHeight - rowHeight) / 2);
}
