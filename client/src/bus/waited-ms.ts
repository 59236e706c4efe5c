import type { LogEvent } from '../api/bus-events';

/** Less is the usual way through an outbox. */
const WORTH_A_WORD_MS = 1_000;

/**
 * How long an event waited to be stored after it had happened, in ms; undefined if that was less than a second or nobody can tell:
 * it has no time of its own, and a reaction has that of its cause.
 */
export function waitedMs({ time, storedtime, causationid }: LogEvent): number | undefined {
  if (time === undefined || causationid !== undefined) return undefined;
  const ms = Date.parse(storedtime) - Date.parse(time);
  return ms >= WORTH_A_WORD_MS ? ms : undefined;
}
