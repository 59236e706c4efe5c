import type { LogEvent } from '../api/bus-events';
import { type LogStreamOptions, streamLog } from '../api/stream-log';
import { type EventSummary, summaryOf } from './event-summary';

type Options = Omit<LogStreamOptions, 'onEvents'> & {
  readonly onEvents: (events: readonly EventSummary[]) => void;
};

/** Reads the log as `streamLog` does, and keeps of each event what a row shows. */
export function streamSummaries({ onEvents, ...options }: Options): () => void {
  const contains = options.filter?.get('contains') ?? '';
  const summaries = (events: readonly LogEvent[]) => events.map((event) => summaryOf(event, contains));
  return streamLog({ ...options, onEvents: (events) => onEvents(summaries(events)) });
}
