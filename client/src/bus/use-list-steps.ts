import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';
import { filterQuery } from './event-filter';
import type { EventRows } from './event-rows';
import type { ListView } from './use-list-address';

interface ListSteps {
  readonly grid: RefObject<HTMLElement | null>;
  /** As they are shown, and as they would be without folding. */
  readonly rows: EventRows;
  readonly plainRows: EventRows;
  readonly view: ListView;
  /** Shows them without folding. */
  readonly onUnfold: () => void;
  /** The event that is open. */
  readonly openPosition: number | undefined;
  readonly head: number;
  /** Where the keyboard is, unless the list follows what comes. */
  readonly active: number | undefined;
  /** Brings a position into view. */
  readonly goTo: (position: number) => void;
}

/** Where the list goes by itself when something else is opened, filtered or folded, and where it is told to go. */
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
  // With another filter the list begins anew: it comes to the open event again, as after Back.
  useEffect(() => onOpen(openPosition, query), [openPosition, query]);

  /** A position that the threads do not reach: it is gone to once they are no longer folded. */
  const beyond = useRef<number>(undefined);
  const onFolding = useEffectEvent((_isFolded: boolean) => {
    const position = beyond.current ?? active;
    beyond.current = undefined;
    if (position !== undefined) goTo(position);
  });
  useEffect(() => onFolding(isFolded), [isFolded]);

  return {
    goTo,
    /** Goes to a position or, if a filter leaves it out, to the next one. */
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
