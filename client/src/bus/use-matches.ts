import { useEffect, useState } from 'react';
import { type EventFilter, filterQuery } from './event-filter';
import { appendMatches, type Matches, NO_MATCHES } from './matches';
import { streamSummaries } from './stream-summaries';

/** A search that has found nothing for this long is no longer shown as searching, though it continues. */
const QUIET_MS = 1_000;

interface Search {
  readonly query: string;
  readonly matches: Matches;
  /** True while matches from history still arrive. */
  readonly isSearching: boolean;
}

const begin = (query: string): Search => ({ query, matches: NO_MATCHES, isSearching: query !== '' });

/**
 * Every event that matches the filter, from the start of the log and then live; the bus does the filtering.
 * Without a filter nothing is requested.
 */
export function useMatches(filter: EventFilter, epoch: string | undefined): Search {
  const query = filterQuery(filter).toString();
  const [search, setSearch] = useState(() => begin(query));
  if (search.query !== query) setSearch(begin(query));
  useEffect(() => {
    if (query === '') return;
    const update = (change: (current: Search) => Partial<Search>) =>
      setSearch((current) => (current.query === query ? { ...current, ...change(current) } : current));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waitForMore = () => {
      clearTimeout(timer);
      timer = setTimeout(() => update(() => ({ isSearching: false })), QUIET_MS);
    };
    const close = streamSummaries({
      after: 0,
      epoch,
      filter: new URLSearchParams(query),
      onEvents: (events) => {
        update(({ matches }) => ({ matches: appendMatches(matches, events) }));
        waitForMore();
      },
      onState: waitForMore,
    });
    return () => {
      close();
      clearTimeout(timer);
    };
  }, [query, epoch]);
  return search;
}
