import { duration } from '../ui/duration';

const MINUTE_MS = 60_000;

/** How old something is, in seconds at first and then in minutes, so that a list of them keeps still. */
export function ageOf(ms: number): string {
  if (ms < 1_000) return 'now';
  if (ms < MINUTE_MS) return `${Math.floor(ms / 1_000)} s`;
  return duration(Math.floor(ms / MINUTE_MS) * MINUTE_MS);
}
