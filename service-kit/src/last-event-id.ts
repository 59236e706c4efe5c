import type { Request } from 'express';
import { digits } from './digits';
import { problems } from './problems';

const position = digits();

/**
 * The position after which a reconnected stream continues (`Last-Event-ID`); undefined if the request has none.
 * @throws DomainError `request.invalid`
 */
export function lastEventId(request: Pick<Request, 'get'>): number | undefined {
  const text = request.get('last-event-id');
  if (text === undefined || text === '') return undefined;
  const { success, data } = position.safeParse(text);
  if (success) return data;
  const message = `Expected a position as Last-Event-ID, in at most 15 digits, got ${text}.`;
  throw problems.error('request.invalid', message);
}
