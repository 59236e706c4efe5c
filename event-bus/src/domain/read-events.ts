import type { EventRecord } from './event-block';
import type { EventLog } from './event-log';

/** A range of the log: after a position (exclusive), at most so many events and, but for the first, so many bytes. */
interface ReadRange {
  readonly after: number;
  readonly limit: number;
  readonly bytesMax: number;
}

/**
 * Reads events in order; fewer than `limit` only at the head or when `bytesMax` is reached.
 * @throws DomainError `log.corrupt`  as `EventLog.readBlock`
 */
export async function readEvents(log: EventLog, range: ReadRange): Promise<readonly EventRecord[]> {
  const events: EventRecord[] = [];
  let bytes = 0;
  while (events.length < range.limit) {
    const block = await log.readBlock(range.after + events.length);
    if (block === undefined) break;
    for (const record of block.records.slice(0, range.limit - events.length)) {
      bytes += record.bytes.length;
      if (bytes > range.bytesMax && events.length > 0) return events;
      events.push(record);
    }
  }
  return events;
}
