import { type Answer, call } from './call';

/** An event that a subscription failed on for good. `queued`: its redelivery was asked for. */
export type ParkedEvent = Answer<'event-bus', 'GET /subscriptions/{name}/parked'>[number];

/** The parked events of a subscription after a position, by position; at most `limit`. */
export function readParked(
  name: string,
  { after = 0, limit, signal }: { after?: number; limit: number; signal?: AbortSignal },
): Promise<ParkedEvent[]> {
  return call('event-bus', 'GET /subscriptions/{name}/parked', {
    params: { name },
    query: { after, limit },
    signal,
  });
}
