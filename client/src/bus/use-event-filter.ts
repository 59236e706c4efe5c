import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type EventFilter, filterQuery, parseFilter } from './event-filter';

/** The filter in the page's address, where it outlives a reload and can be shared, and the function that changes it. */
export function useEventFilter(): [EventFilter, (filter: EventFilter) => void] {
  const [query, setQuery] = useSearchParams();
  const text = query.toString();
  const filter = useMemo(() => parseFilter(new URLSearchParams(text)), [text]);
  return [filter, (next) => setQuery(filterQuery(next), { replace: true })];
}
