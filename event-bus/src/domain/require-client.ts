import { DomainError } from '@blog/service-kit';

/** @throws DomainError `request.aborted` */
export function requireClient(signal: AbortSignal): void {
  if (signal.aborted) throw clientGone();
}

export function clientGone(): DomainError {
  return new DomainError('request.aborted', 'The client has gone.');
}
