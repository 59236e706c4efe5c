import { isAscii, isUtf8 } from 'node:buffer';
import { problems } from './problems';

/** The charsets that are accepted in bodies, by IANA name and by the aliases that clients send. */
const DECODERS: Readonly<Record<string, (body: Buffer) => string | undefined>> = {
  'utf-8': decodeUtf8,
  utf8: decodeUtf8,
  'us-ascii': decodeAscii,
  ascii: decodeAscii,
  'iso-8859-1': (body) => body.toString('latin1'),
  latin1: (body) => body.toString('latin1'),
};
const UTF_8 = 'utf-8';

/**
 * Refuses a body in an unknown charset, before it is received.
 * @throws DomainError `request.unsupported_media_type`
 */
export function requireKnownCharset(charset = UTF_8): void {
  if (Object.hasOwn(DECODERS, charset)) return;
  const message = `Expected charset utf-8, us-ascii or iso-8859-1, got ${charset}.`;
  throw problems.error('request.unsupported_media_type', message);
}

/**
 * The text of a body in `charset`, UTF-8 if none is given.
 * @throws DomainError `request.unsupported_media_type`, `request.bad_encoding`
 */
export function decodeText(body: Buffer, charset = UTF_8): string {
  requireKnownCharset(charset);
  const text = DECODERS[charset]?.(body);
  if (text === undefined) {
    throw problems.error('request.bad_encoding', `Expected a body in valid ${charset}.`);
  }
  return text;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** A JSON text without the byte order mark that some clients send first; RFC 8259 (8.1) allows ignoring it. */
export function withoutByteOrderMark(json: Buffer): Buffer {
  return json.indexOf(BYTE_ORDER_MARK) === 0 ? json.subarray(BYTE_ORDER_MARK.length) : json;
}

/**
 * The JSON text of a body as UTF-8; not copied if the body is UTF-8 already.
 * @throws DomainError `request.unsupported_media_type`, `request.bad_encoding`
 */
export function toUtf8Json(body: Buffer, charset = UTF_8): Buffer {
  const text = charset === UTF_8 && isUtf8(body) ? undefined : decodeText(body, charset);
  return withoutByteOrderMark(text === undefined ? body : Buffer.from(text));
}

function decodeUtf8(body: Buffer): string | undefined {
  return isUtf8(body) ? body.toString() : undefined;
}

function decodeAscii(body: Buffer): string | undefined {
  return isAscii(body) ? body.toString('latin1') : undefined;
}
