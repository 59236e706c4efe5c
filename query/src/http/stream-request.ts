import { digits, lastEventId, queryParameters, SSE_TYPE } from '@blog/service-kit';
import type { Request, Response } from 'express';
import { z } from 'zod';

const JSON_TYPE = 'application/json';
const EPOCH_CHARACTERS_MAX = 100;

/** `after` is the position that a stream begins after; without it a stream begins now. */
export const streamQuery = queryParameters({
  after: digits().optional(),
  epoch: z
    .string()
    .min(1)
    .max(EPOCH_CHARACTERS_MAX)
    .optional()
    .describe('the Event-Log-Epoch in which `after` was read: in another one the stream says `reset`'),
});

export type StreamRequest = z.infer<typeof streamQuery>;

/**
 * Where the stream begins that a request asks for by `Accept`; undefined if it asks for JSON. One that accepts neither gets JSON,
 * as on every other route (RFC 9110, 12.5.1). When a stream reconnects, `Last-Event-ID` wins over `after`.
 */
export function streamRequest(request: Request, response: Response): StreamRequest | undefined {
  response.vary('Accept');
  if (request.accepts([JSON_TYPE, SSE_TYPE]) !== SSE_TYPE) return undefined;
  const query = streamQuery.parse(request.query);
  return { ...query, after: lastEventId(request) ?? query.after };
}
