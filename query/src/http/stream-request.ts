import type { Request, Response } from 'express';

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream';

/**
 * Whether a request asks for a stream rather than for JSON, by `Accept`. What wants neither gets JSON, as on every other
 * route (RFC 9110, 12.5.1).
 */
export function wantsStream(request: Request, response: Response): boolean {
  response.vary('Accept');
  return request.accepts([JSON_TYPE, STREAM_TYPE]) === STREAM_TYPE;
}
