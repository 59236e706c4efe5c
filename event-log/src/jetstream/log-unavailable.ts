import { DomainError } from '@blog/service-kit';
import { problems } from '../problems';

/**
 * The engine cannot be reached, or has no majority: nothing is acknowledged, and the same may be sent again. What was being
 * stored may have been, and is then found as a duplicate.
 */
export function logUnavailable(why: string, cause?: unknown): DomainError {
  return problems.error('log.unavailable', `The log cannot be reached (${why}); try again.`, {}, { cause });
}

export function isLogUnavailable(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'log.unavailable';
}

/** An event that was stored is missing, or is not what was stored. */
export function eventCorrupt(position: number, why: string): DomainError {
  const message = `The event at position ${position} ${why}: restore the log from a backup.`;
  return problems.error('log.corrupt', message, { position });
}
