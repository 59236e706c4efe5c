import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import { filterQuery } from './event-filter';
import type { EventRows } from './event-rows';
import type { ListView } from './use-list-address';

interface ListSteps {
  readonly grid: RefObject<HTMLElement | null>;
  /** As shown, and as they would be unfolded. */
  readonly rows: EventRows;
  readonly plainRows: EventRows;
  readonly view: ListView;
  /** Turns folding off. */
  readonly onUnfold: () => void;
  /** The open event. */
  readonly openPosition: number | undefined;
  readonly head: number;
  /** The row with the keyboard, unless the list follows new events. */
  readonly active: number | undefined;
  /** Brings a position into view. */
  readonly goTo: (position: number) => void;
}

/** Moves the list when another event is opened or the filter or folding changes, and on request. */
export function useListSteps(options: ListSteps) {
  const { grid, rows, plainRows, view, onUnfold, openPosition, head, active, goTo } = options;
  const { filter, isFolded } = view;
  const query = filterQuery(filter).toString();
  const wasOpen = useRef(false);
  const onOpen = useEffectEvent((position: number | undefined, _query: string) => {
    if (position !== undefined && position <= head) goTo(position);
    else if (position === undefined && wasOpen.current) grid.current?.focus();
    wasOpen.current = position !== undefined;
  });
  // Another filter resets the list, so it scrolls to the open event again, also after Back.
  useEffect(() => onOpen(openPosition, query), [openPosition, query]);

  /** A position that the threads do not reach: the list goes there once folding is off. */
  const beyond = useRef<number>(undefined);
  const onFolding = useEffectEvent((_isFolded: boolean) => {
    const position = beyond.current ?? active;
    beyond.current = undefined;
    if (position !== undefined) goTo(position);
  });
  useEffect(() => onFolding(isFolded), [isFolded]);

  return {
    goTo,
    /** Goes to a position or, if the filter hides it, to the next one. */
    goToNearest: (position: number) => {
      const index = plainRows.indexOf(position);
      const target = index === undefined ? position : plainRows.positionAt(index);
      if (isFolded && position < rows.reach.first) {
        beyond.current = target;
        onUnfold();
      } else {
        goTo(target);
      }
      grid.current?.focus();
    },
  };
}
