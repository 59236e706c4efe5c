import { DomainError } from '@blog/service-kit';
import { problems } from '../problems';

/**
 * The engine cannot be reached, or has no majority: nothing is acknowledged, and the same events may be sent again. Those
 * already stored are then found as duplicates.
 */
export function logUnavailable(why: string, cause?: unknown): DomainError {
  return problems.error('log.unavailable', `The log cannot be reached (${why}); try again.`, {}, { cause });
}

export function isLogUnavailable(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'log.unavailable';
}

/** A stored event is missing, or differs from what was stored. */
export function eventCorrupt(position: number, why: string): DomainError {
  const message = `The event at position ${position} ${why}: restore the log from a backup.`;
  return problems.error('log.corrupt', message, { position });
}
