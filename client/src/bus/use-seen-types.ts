import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscribers } from '../api/subscribers';
import type { EventSummary } from './event-summary';
import { PAGE_SIZE, readLogPage } from './log-pages';
import { headOf, type LogTail } from './log-tail';

const SUBSCRIBERS_EVERY_MS = 10_000;

/**
 * The known event types, sorted: of the log's first events, of all loaded and live ones, and of the subscriptions' filters.
 * The bus keeps no list of types, so there may be more.
 */
export function useSeenTypes(logId: string, tail: LogTail): readonly string[] {
  const queryClient = useQueryClient();
  const page = { after: 0, limit: Math.min(PAGE_SIZE, headOf(tail)) };
  const { data: oldest = [] } = useQuery({
    queryKey: ['bus', logId, 'oldest'],
    queryFn: ({ signal }) => readLogPage(page, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data: subscribers = [] } = useSubscribers(SUBSCRIBERS_EVERY_MS);
  const loaded = queryClient.getQueriesData<EventSummary[]>({ queryKey: ['bus', logId, 'page'] });
  const events = [oldest, tail.events, ...loaded.map(([, each]) => each ?? [])].flat();
  const asked = subscribers.flatMap((each) => (each.kind === 'subscription' ? (each.types ?? []) : []));
  return [...new Set([...events.map(({ type }) => type), ...asked])].sort();
}
