import type { LogEvent } from '../api/bus-events';
import { type LogStreamOptions, streamLog } from '../api/stream-log';
import { type EventSummary, summaryOf } from './event-summary';

type Options = Omit<LogStreamOptions, 'onEvents'> & {
  readonly onEvents: (events: readonly EventSummary[]) => void;
};

/** Streams the log like `streamLog`, keeping only what a row shows of each event. */
export function streamSummaries({ onEvents, ...options }: Options): () => void {
  const contains = options.filter?.get('contains') ?? '';
  const summaries = (events: readonly LogEvent[]) => events.map((event) => summaryOf(event, contains));
  return streamLog({ ...options, onEvents: (events) => onEvents(summaries(events)) });
}
