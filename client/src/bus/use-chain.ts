import { describeEvent } from '@blog/contracts/describe-event';
import { useQuery } from '@tanstack/react-query';
import type { LogEvent } from '../api/bus-events';
import { readEvents } from '../api/read-events';
import { buildChain, type ChainEvent } from './build-chain';
import type { LogTail } from './log-tail';
import { useThrottled } from './use-throttled';

const PAGE_LIMIT = 1_000;
/** An event's chain is searched among the oldest events of its subject, up to this many. */
const EVENTS_MAX = 5_000;
const AGAIN_EVERY_MS = 1_000;

/** All events of a subject, up to EVENTS_MAX. */
async function readSubject(subject: string, signal: AbortSignal): Promise<ChainEvent[]> {
  const events: ChainEvent[] = [];
  let page: string | undefined;
  do {
    const read = await readEvents({ subject, limit: PAGE_LIMIT }, { page, signal });
    events.push(...read.events.map(asLink));
    page = read.next;
  } while (page !== undefined && events.length < EVENTS_MAX);
  return events;
}

function asLink(whole: LogEvent): ChainEvent {
  const { data: _data, ...event } = whole;
  return { ...event, told: describeEvent(whole) };
}

/** An event's chain, read again whenever another event of its subject arrives. */
export function useChain(options: { logId: string; event: LogEvent; tail: LogTail }) {
  const { logId, event, tail } = options;
  const { subject } = event;
  const newest = tail.events.findLast((each) => each.subject === subject)?.position;
  const upTo = useThrottled(newest, AGAIN_EVERY_MS);
  const { data, isError } = useQuery({
    queryKey: ['bus', logId, 'subject', subject, upTo],
    queryFn: ({ signal }) => readSubject(subject ?? '', signal),
    enabled: subject !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before, query) => (query?.queryKey[3] === subject ? before : undefined),
  });
  const others = (data ?? []).filter(({ position }) => position !== event.position);
  return {
    chain: buildChain([...others, asLink(event)], event.position),
    isLoading: subject !== undefined && data === undefined && !isError,
    isError,
  };
}
