import type { DomainError } from '@blog/service-kit';
import { problems } from '../problems';

/** @throws DomainError `request.aborted` */
export function requireClient(signal: AbortSignal): void {
  if (signal.aborted) throw clientGone();
}

export function clientGone(): DomainError {
  return problems.error('request.aborted', 'The client has gone.');
}
