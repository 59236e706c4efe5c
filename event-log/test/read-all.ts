import type { EventLog } from '../src/event-log';
import { readEvents } from '../src/read-events';

/** Every event of a log after a position, as readers see it. */
export async function readAll(log: EventLog, after = 0): Promise<Record<string, unknown>[]> {
  const records = await readEvents(log, { after, limit: 1_000_000, bytesMax: Number.MAX_SAFE_INTEGER });
  return records.map(({ bytes }) => JSON.parse(bytes.toString()));
}
