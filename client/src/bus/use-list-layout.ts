import { useMatch } from '../ui/use-match';

/** All rows have the same height, in pixels, so that a row's place can be computed. */
export interface ListLayout {
  readonly isWide: boolean;
  readonly rowHeight: number;
  /** Height of the sticky heading at the top of the list. */
  readonly headerHeight: number;
}

const WIDE: ListLayout = { isWide: true, rowHeight: 36, headerHeight: 36 };
/** Two lines per row, no heading. */
const NARROW: ListLayout = { isWide: false, rowHeight: 56, headerHeight: 0 };

/** The list's layout for the window's width. */
export function useListLayout(): ListLayout {
  return useMatch('(min-width: 40rem)') ? WIDE : NARROW;
}
