import { DomainError } from '@blog/service-kit';
import type { Request, Response } from 'express';

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream';

/**
 * Whether a request asks for a stream rather than for JSON, by `Accept`.
 * @throws DomainError  `request.not_acceptable`: it asks for neither
 */
export function wantsStream(request: Request, response: Response): boolean {
  response.vary('Accept');
  const wanted = request.accepts([JSON_TYPE, STREAM_TYPE]);
  if (wanted === false) {
    const came = request.get('accept');
    throw new DomainError(
      'request.not_acceptable',
      `Expected accept ${JSON_TYPE} or ${STREAM_TYPE}, got ${came}.`,
    );
  }
  return wanted === STREAM_TYPE;
}
