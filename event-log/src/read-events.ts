import type { EventRecord } from './event-block';
import type { EventLog } from './event-log';

/** A range of the log: after a position (exclusive), at most `limit` events and, except for the first, `bytesMax` bytes. */
interface ReadRange {
  readonly after: number;
  readonly limit: number;
  readonly bytesMax: number;
}

/**
 * Reads events in order; fewer than `limit` only at the head or once `bytesMax` is reached.
 * @throws DomainError `log.corrupt`  as `EventLog.scan`
 */
export async function readEvents(log: EventLog, range: ReadRange): Promise<readonly EventRecord[]> {
  const events: EventRecord[] = [];
  let bytes = 0;
  while (events.length < range.limit) {
    const after = range.after + events.length;
    const scanned = await log.scan({ after, bytesMax: range.bytesMax - bytes });
    if (scanned === undefined) break;
    for (const record of scanned.records) {
      bytes += record.bytes.length;
      const isFull = events.length === range.limit || (bytes > range.bytesMax && events.length > 0);
      if (isFull) return events;
      events.push(record);
    }
  }
  return events;
}

/**
 * Reads one event; undefined beyond the head.
 * @throws DomainError `log.corrupt`  as `EventLog.scan`
 */
export async function readEvent(log: EventLog, position: number): Promise<EventRecord | undefined> {
  const scanned = await log.scan({ after: position - 1, bytesMax: 0 });
  const [record] = scanned?.records ?? [];
  return record;
}
