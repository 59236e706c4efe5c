import { send } from '../api/call';

const bus = 'event-bus';

export async function setPaused(name: string, paused: boolean): Promise<void> {
  await send(bus, `POST /subscriptions/{name}/${paused ? 'pause' : 'resume'}`, { params: { name } });
}

/** Tries at once what waits for its next attempt. */
export async function retry(name: string): Promise<void> {
  await send(bus, 'POST /subscriptions/{name}/retry', { params: { name } });
}

/** Moves the cursor: everything after `after` is delivered, again or for the first time. */
export async function replay(name: string, after: number): Promise<void> {
  await send(bus, 'POST /subscriptions/{name}/replay', { params: { name }, body: { after } });
}

export async function redeliver(name: string, position: number | 'all'): Promise<void> {
  if (position === 'all')
    await send(bus, 'POST /subscriptions/{name}/parked/redeliver', { params: { name } });
  else
    await send(bus, 'POST /subscriptions/{name}/parked/{position}/redeliver', { params: { name, position } });
}

export async function discard(name: string, position: number | 'all'): Promise<void> {
  if (position === 'all') await send(bus, 'DELETE /subscriptions/{name}/parked', { params: { name } });
  else await send(bus, 'DELETE /subscriptions/{name}/parked/{position}', { params: { name, position } });
}

/** Takes a follower that is down off the list; it is listed again once it connects. */
export async function forget({ name, instance }: { name: string; instance: string }): Promise<void> {
  await send(bus, 'DELETE /followers/{name}', { params: { name }, query: { instance } });
}
