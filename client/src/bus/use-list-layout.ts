import { useMatch } from '../ui/use-match';

/** Every row is as high as the next, in pixels, so that a place in the list is arithmetic. */
export interface ListLayout {
  readonly isWide: boolean;
  readonly rowHeight: number;
  /** What the heading covers at the top of the list. */
  readonly headerHeight: number;
}

const WIDE: ListLayout = { isWide: true, rowHeight: 36, headerHeight: 36 };
/** Two lines a row, and no heading. */
const NARROW: ListLayout = { isWide: false, rowHeight: 56, headerHeight: 0 };

/** How the list is laid out in a window of this width. */
export function useListLayout(): ListLayout {
  return useMatch('(min-width: 40rem)') ? WIDE : NARROW;
}
