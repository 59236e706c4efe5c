import { requestJson } from './request';

/** An event that a subscription failed on for good. `queued`: its redelivery was asked for. */
export interface ParkedEvent {
  readonly position: number;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
  readonly queued: boolean;
}

/** The parked events of a subscription after a position, by position; `limit` at the most. */
export function readParked(
  subscription: string,
  { after = 0, limit, signal }: { after?: number; limit: number; signal?: AbortSignal },
): Promise<ParkedEvent[]> {
  const path = `/subscriptions/${encodeURIComponent(subscription)}/parked?after=${after}&limit=${limit}`;
  return requestJson('event-bus', path, signal ? { signal } : {});
}
