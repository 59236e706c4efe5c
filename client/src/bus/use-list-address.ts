import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type EventFilter, filterQuery, parseFilter } from './event-filter';

/** What the list shows: the filter, and whether threads are folded. */
export interface ListView {
  readonly filter: EventFilter;
  readonly isFolded: boolean;
}

const FOLD = 'fold';
const FOLDED = 'threads';

/**
 * The view, kept in the page's address so that it survives reloads and can be shared, and a function to change it. Back
 * undoes one change at a time; changes that continue the previous one, as while typing a word, count as one.
 */
export function useListAddress(): [
  ListView,
  (view: Partial<ListView>, options?: { isContinued?: boolean }) => void,
] {
  const [query, setQuery] = useSearchParams();
  const text = query.toString();
  const view = useMemo((): ListView => {
    const params = new URLSearchParams(text);
    return { filter: parseFilter(params), isFolded: params.get(FOLD) === FOLDED };
  }, [text]);
  return [
    view,
    (change, { isContinued = false } = {}) => {
      const { filter, isFolded } = { ...view, ...change };
      const next = filterQuery(filter);
      if (isFolded) next.set(FOLD, FOLDED);
      setQuery(next, { replace: isContinued });
    },
  ];
}
