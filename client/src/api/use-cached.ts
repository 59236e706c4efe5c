import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';

/**
 * What another part of the page has read under a key, as it changes; asks nobody for it. Undefined if that is older than `msMax`, or
 * the last look failed.
 */
export function useCached<Data>(queryKey: QueryKey, msMax: number): Data | undefined {
  const cache = useQueryClient().getQueryCache();
  const subscribe = useCallback(
    (onChange: () => void) =>
      // Others, such as that somebody looks at it now, come while a component is rendered.
      cache.subscribe(({ type }) => {
        if (type === 'updated' || type === 'removed') onChange();
      }),
    [cache],
  );
  const state = useSyncExternalStore(subscribe, () => cache.find<Data>({ queryKey })?.state);
  if (state === undefined || state.status !== 'success') return undefined;
  return state.dataUpdatedAt < Date.now() - msMax ? undefined : state.data;
}
