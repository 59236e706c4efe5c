import type { LogEvent } from './bus-events';
import { openStream, type StreamState } from './open-stream';

export interface LogStreamOptions {
  /** Begins after this position. */
  readonly after: number;
  /** In which epoch of the log that position was read. */
  readonly epoch: string | undefined;
  /** Further parameters of GET /events, such as `type`. */
  readonly filter?: URLSearchParams;
  /** Called with the events in order, once for each animation frame at the most. */
  readonly onEvents: (events: readonly LogEvent[]) => void;
  readonly onState?: (state: StreamState) => void;
}

/** Reads the log from a position on, history first and then live, until the returned function is called. */
export function streamLog({ after, epoch, filter, onEvents, onState }: LogStreamOptions): () => void {
  let waiting: LogEvent[] = [];
  let frame: number | undefined;
  const flush = () => {
    frame = undefined;
    const events = waiting;
    waiting = [];
    onEvents(events);
  };
  const close = openStream({
    url: (from) => {
      const query = new URLSearchParams(filter);
      query.set('after', String(from));
      if (epoch !== undefined) query.set('epoch', epoch);
      return `/api/event-bus/events?${query}`;
    },
    after,
    onEvent: ({ data }) => {
      waiting.push(JSON.parse(data) as LogEvent);
      frame ??= requestAnimationFrame(flush);
    },
    ...(onState && { onState }),
  });
  return () => {
    close();
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}
