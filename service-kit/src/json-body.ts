import type { Request, RequestHandler, Response } from 'express';
import { requireKnownCharset, toUtf8Json } from './decode-text';
import { splitMediaType } from './media-type';
import { problems } from './problems';
import { readBody } from './read-body';

const JSON_TYPES = ['application/json', 'application/*+json'];

/**
 * Reads a JSON body, an object or an array of at most `bytesMax` bytes, into `request.body`. Another or no content type, or
 * an encoding of it, answers 415; no body, or one that is not UTF-8 or not JSON, 400; a longer one 413.
 */
export function jsonBody(bytesMax: number): RequestHandler {
  return async (request, response, next) => {
    const { value } = await readJson(request, response, { types: JSON_TYPES, bytesMax });
    request.body = value;
    if (typeof request.body !== 'object' || request.body === null) {
      throw problems.error('request.bad_json', 'Expected a JSON object or array.');
    }
    next();
  };
}

/**
 * Reads a body of JSON of one of these media types, in a charset of `requireKnownCharset`; `type` is which of them it is.
 * @throws DomainError `request.unsupported_media_type`, `request.bad_encoding`, `request.bad_json`, and as `readBody`
 */
export async function readJson(
  request: Request,
  response: Response,
  { types, bytesMax }: { types: readonly string[]; bytesMax: number },
): Promise<{ type: string; value: unknown }> {
  requireNoEncoding(request, response);
  const type = request.is([...types]);
  if (type === null) throw problems.error('request.bad_json', 'Expected a body of JSON, got no body.');
  const { 'content-type': came } = request.headers;
  if (type === false) {
    const message = `Expected content-type ${types.join(' or ')}, got ${came ?? 'none'}.`;
    throw problems.error('request.unsupported_media_type', message);
  }
  requireKnownCharset(charsetOf(came));
  const body = await readBody(request, response, bytesMax);
  return { type, value: parseJson(body, came) };
}

/** Parses a body of this Content-Type. @throws DomainError `request.bad_encoding`, `request.bad_json` */
function parseJson(body: Buffer, contentType: string | undefined): unknown {
  const json = toUtf8Json(body, charsetOf(contentType));
  try {
    return JSON.parse(json.toString());
  } catch (cause) {
    throw problems.error('request.bad_json', 'Expected a body of valid JSON.', {}, { cause });
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
  throw problems.error('request.unsupported_media_type', message);
}

const charsetOf = (contentType = '') => splitMediaType(contentType).charset;
