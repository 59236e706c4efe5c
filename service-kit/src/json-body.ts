import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { DomainError } from './domain-error';

/**
 * Reads a JSON body of at most `bytesMax` bytes into `request.body`. Another or no content type answers 415; no body,
 * or one that is not UTF-8 or not JSON, 400; a longer one 413.
 */
export function jsonBody(bytesMax: number): RequestHandler {
  const isJson = ['application/json', 'application/*+json'];
  const parse = express.json({
    limit: bytesMax,
    type: isJson,
    verify: (_request, _response, body) => {
      if (!isUtf8(body)) throw new DomainError('request.bad_encoding', 'Expected a body in valid UTF-8.');
    },
  });
  return (request, response, next) => {
    const matches = request.is(isJson);
    if (matches) {
      parse(request, response, next);
      return;
    }
    if (matches === null) throw new DomainError('request.bad_json', 'Expected a body of JSON, got no body.');
    const came = request.get('content-type') ?? 'none';
    throw new DomainError(
      'request.unsupported_media_type',
      `Expected a body with content-type application/json, got ${came}.`,
    );
  };
}
