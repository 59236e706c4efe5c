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

/** Moves the cursor: everything after `after` is delivered, again or for the first time. */
export async function replay(subscription: string, after: number): Promise<void> {
  await request('event-bus', `${pathOf(subscription)}/replay`, { method: 'POST', body: { after } });
}

export async function redeliver(subscription: string, position: number | 'all'): Promise<void> {
  await request('event-bus', `${parkedPath(subscription, position)}/redeliver`, { method: 'POST' });
}

export async function discard(subscription: string, position: number | 'all'): Promise<void> {
  await request('event-bus', parkedPath(subscription, position), { method: 'DELETE' });
}

/** Takes a follower that is down off the list; it is listed again once it connects. */
export async function forget(follower: { name: string; instance: string }): Promise<void> {
  const path = `/followers/${encodeURIComponent(follower.name)}?instance=${encodeURIComponent(follower.instance)}`;
  await request('event-bus', path, { method: 'DELETE' });
}
