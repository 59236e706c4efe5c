import { request } from './request';

/** The highest position of the log. */
export async function readHead(signal?: AbortSignal): Promise<number> {
  const { headers } = await request('event-bus', '/events', { method: 'HEAD', signal });
  return Number(headers.get('event-log-head'));
}
