import { send } from './call';

/** The log that the bus has now: its id, its epoch (a restored backup begins another), and its highest position. */
export interface LogNow {
  readonly id: string;
  readonly epoch: string | undefined;
  readonly head: number;
}

export async function readLog(signal?: AbortSignal): Promise<LogNow> {
  return logOf(await send('event-bus', 'HEAD /events', { signal }));
}

/** What an answer of the bus to a read of events says of the log. */
export function logOf({ headers }: Response): LogNow {
  return {
    id: headers.get('event-log') ?? '',
    epoch: headers.get('event-log-epoch') ?? undefined,
    head: Number(headers.get('event-log-head')),
  };
}
