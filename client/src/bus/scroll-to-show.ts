/**
 * The scroll position that brings a row into view: unchanged if it is visible, the nearest if it is close, else the one
 * that centres the row. In pixels.
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
