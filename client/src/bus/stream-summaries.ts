import type { LogEvent } from '../api/bus-events';
import { openStream, type StreamState } from '../api/open-stream';
import { batchPerFrame } from './batch-per-frame';
import { type EventSummary, summaryOf } from './event-rows';

interface Options {
  readonly after: number;
  /** Further parameters of GET /events. */
  readonly query?: URLSearchParams;
  /** Called once a frame at the most, with the events in order. */
  readonly onEvents: (events: readonly EventSummary[]) => void;
  readonly onState: (state: StreamState) => void;
}

/** Streams the log from a position on, history and then live, until the returned function is called. */
export function streamSummaries({ after, query, onEvents, onState }: Options): () => void {
  const batch = batchPerFrame(onEvents);
  const close = openStream({
    url: (from) => {
      const parameters = new URLSearchParams(query);
      parameters.set('after', String(from));
      return `/api/event-bus/events?${parameters}`;
    },
    after,
    onEvent: ({ data }) => batch.add(summaryOf(JSON.parse(data) as LogEvent)),
    onState,
  });
  return () => {
    close();
    batch.cancel();
  };
}
