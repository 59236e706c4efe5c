import { setTimeout as delay } from 'node:timers/promises';

/** Exponential backoff: the first wait and the maximum, in milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** For calls from services to the bus: at most 1 s, so that a bus that is back is found soon. */
export const BUS_BACKOFF: Backoff = { firstMs: 50, maxMs: 1_000 };

/**
 * The wait before attempt `attempt` + 1 (1 is the first failed one), in milliseconds: doubling, with "equal jitter"
 * (half fixed, half random), so that the clients of a restarted server do not all return at the same moment.
 */
export function backoffDelayMs(
  attempt: number,
  backoff: Backoff,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceiling / 2 + random() * (ceiling / 2));
}

/** A longer `Retry-After` counts as an hour. */
const RETRY_AFTER_MS_MAX = 3_600_000;

/** The wait before the next attempt: the backoff, or the wait that the server asked for if that is longer. */
export function retryDelayMs(attempt: number, backoff: Backoff, askedMs = 0): number {
  return Math.max(backoffDelayMs(attempt, backoff), Math.min(askedMs, RETRY_AFTER_MS_MAX));
}

/** The three forms of a date (RFC 9110, 5.6.7); the last has no zone, and means UTC. */
const HTTP_DATE =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2}) \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME_DATE = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** Reads a `Retry-After` header (RFC 9110: seconds or an HTTP date) as milliseconds from now; undefined if none. */
export function retryAfterMs(header: unknown, nowMs: number = Date.now()): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const at = parseHttpDate(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** Date.parse alone would accept nearly any text with a digit in it, and take 31 February for a day in March. */
function parseHttpDate(text: string): number {
  const isAsctime = ASCTIME_DATE.test(text);
  if (!isAsctime && !HTTP_DATE.test(text)) return Number.NaN;
  const ms = Date.parse(isAsctime ? `${text} GMT` : text);
  return Number.isNaN(ms) || !isSaidBy(text, new Date(ms)) ? Number.NaN : ms;
}

/** Whether a date has the weekday, the day and the time of a text. */
function isSaidBy(text: string, date: Date): boolean {
  const [weekday = '', day, , , time = ''] = date.toUTCString().split(/,? /);
  return text.startsWith(weekday) && text.includes(time) && Number(/\d+/.exec(text)?.[0]) === Number(day);
}

/** Waits; ends early, without an error, when `signal` is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
