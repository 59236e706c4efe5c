import { isAscii, isUtf8 } from 'node:buffer';
import { problems } from './problems';

/** The charsets that bodies may come in, by their IANA names and the aliases that clients send. */
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
 * Refuses a body in a charset that cannot be read, before it has come.
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

/** A JSON text without the byte order mark that some clients put before it, as RFC 8259 (8.1) allows to pass over. */
export function withoutByteOrderMark(json: Buffer): Buffer {
  return json.indexOf(BYTE_ORDER_MARK) === 0 ? json.subarray(BYTE_ORDER_MARK.length) : json;
}

/**
 * The JSON text of a body in UTF-8: a part of it if it is that already.
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
