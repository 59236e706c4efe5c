import { isAscii, isUtf8 } from 'node:buffer';
import { DomainError, withoutByteOrderMark } from '@blog/service-kit';

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

/** Whether bodies in this charset can be read. */
export function isKnownCharset(charset = UTF_8): boolean {
  return Object.hasOwn(DECODERS, charset);
}

/** The text of a body in a charset of `isKnownCharset`, UTF-8 if none is given. @throws DomainError `request.bad_encoding` */
export function decodeText(body: Buffer, charset = UTF_8): string {
  const text = DECODERS[charset]?.(body);
  if (text === undefined)
    throw new DomainError('request.bad_encoding', `Expected a body in valid ${charset}.`);
  return text;
}

/** The JSON text of a body in UTF-8: a part of it if it is that already. @throws DomainError `request.bad_encoding` */
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
