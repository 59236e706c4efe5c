import { request } from './request';

/** The log that the bus has now: its id, its epoch (a restored backup begins another), and its highest position. */
export interface LogNow {
  readonly id: string;
  readonly epoch: string | undefined;
  readonly head: number;
}

export async function readLog(signal?: AbortSignal): Promise<LogNow> {
  const { headers } = await request('event-bus', '/events', { method: 'HEAD', signal });
  return {
    id: headers.get('event-log') ?? '',
    epoch: headers.get('event-log-epoch') ?? undefined,
    head: Number(headers.get('event-log-head')),
  };
}
