import type { LogEvent } from './bus-events';
import { nextQuery, send } from './call';
import { type LogNow, logOf } from './read-log';

/** Some events of the log, in order. `next` leads to those after them. */
export interface EventsPage {
  readonly events: readonly LogEvent[];
  readonly next: string | undefined;
  readonly log: LogNow;
}

/** Which events are read: after a position, at most `limit`, of some types (separated by commas), of a subject. */
interface EventsQuery {
  readonly limit: number;
  readonly after?: number;
  readonly epoch?: string | undefined;
  readonly type?: string;
  readonly subject?: string;
}

/** Reads a page of events; `page` is the `next` of the page before. The bus ends a page early if its events are large. */
export async function readEvents(
  query: EventsQuery,
  { page, signal }: { page?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<EventsPage> {
  const response = await send('event-bus', 'GET /events', { query, page, signal });
  const events = (await response.json()) as LogEvent[];
  return { events, next: nextQuery(response), log: logOf(response) };
}

/** The event at a position. */
export async function readEvent(position: number, signal: AbortSignal): Promise<LogEvent> {
  const response = await send('event-bus', 'GET /events/{position}', { params: { position }, signal });
  return (await response.json()) as LogEvent;
}
