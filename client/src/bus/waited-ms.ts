import type { LogEvent } from '../api/bus-events';

/** Below this it is the normal way through an outbox. */
const WORTH_A_WORD_MS = 1_000;

/**
 * How long an event waited between happening and being stored, in ms; undefined below a second, or if unknown: it has no
 * `time`, or it is a reaction, whose `time` is its cause's.
 */
export function waitedMs({ time, storedtime, causationid }: LogEvent): number | undefined {
  if (time === undefined || causationid !== undefined) return undefined;
  const ms = Date.parse(storedtime) - Date.parse(time);
  return ms >= WORTH_A_WORD_MS ? ms : undefined;
}
