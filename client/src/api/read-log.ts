import { request } from './request';

/** The log that the bus has now: its id, and its highest position. */
export async function readLog(signal?: AbortSignal): Promise<{ readonly id: string; readonly head: number }> {
  const { headers } = await request('event-bus', '/events', { method: 'HEAD', signal });
  return { id: headers.get('event-log') ?? '', head: Number(headers.get('event-log-head')) };
}
