import { request } from '../api/request';

const pathOf = (subscription: string) => `/subscriptions/${encodeURIComponent(subscription)}`;
const parkedPath = (subscription: string, position: number | 'all') =>
  `${pathOf(subscription)}/parked${position === 'all' ? '' : `/${position}`}`;

export async function setPaused(subscription: string, paused: boolean): Promise<void> {
  await request('event-bus', `${pathOf(subscription)}/${paused ? 'pause' : 'resume'}`, { method: 'POST' });
}

/** Tries at once what waits for its next attempt. */
export async function retry(subscription: string): Promise<void> {
  await request('event-bus', `${pathOf(subscription)}/retry`, { method: 'POST' });
}

export async function redeliver(subscription: string, position: number | 'all'): Promise<void> {
  await request('event-bus', `${parkedPath(subscription, position)}/redeliver`, { method: 'POST' });
}

export async function discard(subscription: string, position: number | 'all'): Promise<void> {
  await request('event-bus', parkedPath(subscription, position), { method: 'DELETE' });
}
