import { duration } from '../ui/duration';

const MINUTE_MS = 60_000;

/** An age in seconds at first, then in minutes, so that a list of ages does not flicker. */
export function ageOf(ms: number): string {
  if (ms < 1_000) return 'now';
  if (ms < MINUTE_MS) return `${Math.floor(ms / 1_000)} s`;
  return duration(Math.floor(ms / MINUTE_MS) * MINUTE_MS);
}
