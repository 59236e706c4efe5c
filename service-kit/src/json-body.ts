import { isUtf8 } from 'node:buffer';
import type { Request, RequestHandler, Response } from 'express';
import { DomainError } from './domain-error';
import { readBody } from './read-body';

const JSON_TYPES = ['application/json', 'application/*+json'];

/**
 * Reads a JSON body, an object or an array of at most `bytesMax` bytes, into `request.body`. Another or no content type, or
 * an encoding of it, answers 415; no body, or one that is not UTF-8 or not JSON, 400; a longer one 413.
 */
export function jsonBody(bytesMax: number): RequestHandler {
  return async (request, response, next) => {
    requireJson(request, response);
    request.body = parseJson(await readBody(request, response, bytesMax));
    if (typeof request.body !== 'object' || request.body === null) {
      throw new DomainError('request.bad_json', 'Expected a JSON object or array.');
    }
    next();
  };
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A JSON text without the byte order mark that some clients put before it, as RFC 8259 (8.1) allows to pass over. */
export function withoutByteOrderMark(json: Buffer): Buffer {
  return json.indexOf(BYTE_ORDER_MARK) === 0 ? json.subarray(BYTE_ORDER_MARK.length) : json;
}

/** Parses a body. @throws DomainError `request.bad_encoding`, `request.bad_json` */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new DomainError('request.bad_encoding', 'Expected a body in valid UTF-8.');
  try {
    return JSON.parse(withoutByteOrderMark(body).toString());
  } catch (cause) {
    throw new DomainError('request.bad_json', 'Expected a body of valid JSON.', {}, { cause });
  }
}

/**
 * Refuses a body that somebody compressed: it could be a thousand times as large as it looks. Says so in `Accept-Encoding` too
 * (RFC 9110, 15.5.16).
 * @throws DomainError `request.unsupported_media_type`
 */
export function requireNoEncoding({ headers }: Request, response: Response): void {
  const { 'content-encoding': encoding = 'identity' } = headers;
  if (encoding.toLowerCase() === 'identity') return;
  response.setHeader('Accept-Encoding', 'identity');
  const message = `Expected a body without content-encoding, got ${encoding}.`;
  throw new DomainError('request.unsupported_media_type', message);
}

function requireJson(request: Request, response: Response): void {
  requireNoEncoding(request, response);
  const matches = request.is(JSON_TYPES);
  if (matches === null) throw new DomainError('request.bad_json', 'Expected a body of JSON, got no body.');
  const { 'content-type': came = 'none' } = request.headers;
  const charset = /;\s*charset="?([^\s";]+)/i.exec(came)?.[1] ?? 'utf-8';
  if (matches === false || charset.toLowerCase() !== 'utf-8') {
    throw new DomainError(
      'request.unsupported_media_type',
      `Expected a body with content-type application/json, in UTF-8, got ${came}.`,
    );
  }
}
