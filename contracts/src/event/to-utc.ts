/** RFC 3339 knows a year 0, but most readers of CloudEvents do not: the bus refuses it. */
const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const IN_UTC = /T.*Z$/;

/**
 * The same moment as an RFC 3339 timestamp in UTC: `2026-01-01T09:00:00+09:00` is `2026-01-01T00:00:00.000Z`. One that is in UTC
 * stays as it is, with all its digits; what is no timestamp stays too.
 */
export function toUtc(timestamp: string): string {
  const ms = IN_UTC.test(timestamp) ? Number.NaN : Date.parse(timestamp);
  if (Number.isNaN(ms)) return timestamp;
  // An offset may lead out of the years that a timestamp can have.
  return new Date(Math.min(Math.max(ms, FIRST_MS), LAST_MS)).toISOString();
}
