import { request, requestJson } from '../api/request';

/** An event that a subscription failed on for good. `queued`: its redelivery was asked for. */
export interface ParkedEvent {
  readonly position: number;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
  readonly queued: boolean;
}

/** Parked events shown at once; the first ones of the log. */
const PARKED_SHOWN_MAX = 50;

const pathOf = (subscription: string) => `/subscriptions/${encodeURIComponent(subscription)}`;
const parkedPath = (subscription: string, position: number | 'all') =>
  `${pathOf(subscription)}/parked${position === 'all' ? '' : `/${position}`}`;

export function readParked(subscription: string, signal?: AbortSignal): Promise<ParkedEvent[]> {
  return requestJson('event-bus', `${pathOf(subscription)}/parked?limit=${PARKED_SHOWN_MAX}`, { signal });
}

export async function setPaused(subscription: string, paused: boolean): Promise<void> {
  await request('event-bus', `${pathOf(subscription)}/${paused ? 'pause' : 'resume'}`, { method: 'POST' });
}

export async function redeliver(subscription: string, position: number | 'all'): Promise<void> {
  await request('event-bus', `${parkedPath(subscription, position)}/redeliver`, { method: 'POST' });
}

export async function discard(subscription: string, position: number | 'all'): Promise<void> {
  await request('event-bus', parkedPath(subscription, position), { method: 'DELETE' });
}
