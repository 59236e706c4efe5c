import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readEvents } from '../api/read-events';
import { readLog } from '../api/read-log';
import { useServiceStatuses } from '../api/service-status';

/** The blog's own publishers; others are found by the events that they publish. */
const OWN = ['posts', 'comments', 'moderation'] as const;
const RECENT_EVENTS = 200;
const OTHERS_MAX = 5;

/** An appender of events. Only for the blog's own services is it known whether there is an outbox. */
export interface Publisher {
  readonly name: string;
  readonly hasOutbox: boolean;
  /** Events that it keeps until the bus accepts them. */
  readonly outboxPending: number;
  /** Events that the bus refused permanently, with those queued behind them. */
  readonly outboxSetAside: number;
}

/** The publisher's name from an event's source: `posts` for `/posts`. */
export const publisherOf = (source: string) => source.replace(/^\//, '');

/** The blog's publishers, and others that published recently; `hear` adds one from an event. */
export function usePublishers() {
  const statuses = useServiceStatuses();
  const [heard, setHeard] = useState<readonly string[]>([]);
  const recent = useQuery({ queryKey: ['recent publishers'], queryFn: ({ signal }) => readRecent(signal) });
  const names = new Set([...OWN, ...(recent.data ?? []), ...heard].slice(0, OWN.length + OTHERS_MAX));
  const publishers = [...names].map((name): Publisher => {
    const status = statuses.find(({ service }) => service === name);
    const { hasOutbox = false, outboxPending = 0, outboxSetAside = 0 } = status ?? {};
    return { name, hasOutbox, outboxPending, outboxSetAside };
  });
  const hear = (name: string) => {
    if (!names.has(name)) setHeard((known) => [...new Set([...known, name])].slice(-OTHERS_MAX));
  };
  return { publishers, hear };
}

async function readRecent(signal: AbortSignal): Promise<string[]> {
  const after = Math.max(0, (await readLog(signal)).head - RECENT_EVENTS);
  const { events } = await readEvents({ after, limit: RECENT_EVENTS }, { signal });
  return [...new Set(events.map(({ source }) => publisherOf(source)))];
}
