import type { LogEvent } from '../src/api/bus-events';
import { type EventSummary, summaryOf } from '../src/bus/event-summary';

/** The summary of an event at a position; whatever is not given is made up. */
export function summaryAt(position: number, event: Partial<LogEvent> = {}): EventSummary {
  const storedtime = new Date(Date.UTC(2026, 0, 1) + position).toISOString();
  return summaryOf({ position, id: `id-${position}`, type: 'Tested', source: '/test', storedtime, ...event });
}
