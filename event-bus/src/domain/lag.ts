import type { EventLog } from './event-log';
import { readEvents } from './read-events';

/**
 * How far a subscriber is behind: in events, and as the age in ms of the oldest event it has not yet had; null if that
 * event cannot be read.
 */
export interface Lag {
  readonly events: number;
  readonly ageMs: number | null;
}

/** Works out the lag of a subscriber that has had everything up to `position`. */
export async function lagAfter(log: EventLog, position: number, nowMs: number): Promise<Lag> {
  const events = Math.max(0, log.head - position);
  if (events === 0) return { events: 0, ageMs: 0 };
  const next = await readEvents(log, { after: position, limit: 1, bytesMax: 0 }).catch(() => []);
  if (next[0] === undefined) return { events, ageMs: null };
  const { storedtime } = JSON.parse(next[0].bytes.toString()) as { storedtime: string };
  return { events, ageMs: Math.max(0, nowMs - Date.parse(storedtime)) };
}
