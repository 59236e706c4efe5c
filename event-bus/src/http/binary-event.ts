import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import {
  type DomainError,
  decodeText,
  splitMediaType,
  toUtf8Json,
  withoutByteOrderMark,
} from '@blog/service-kit';
import { problems } from '../problems';
import { isJsonType } from '../wire/media-type';
import { parseJson } from './parse-json';

/** A value in double quotes (RFC 9110, 5.6.4), as earlier versions of the binding had it. */
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/;
const ATTRIBUTE_PREFIX = 'ce-';
/** Attributes that are told otherwise than by a ce- header. */
const NO_HEADERS: Readonly<Record<string, string>> = {
  data: 'the body',
  data_base64: 'the body',
  datacontenttype: 'Content-Type',
};

/** Reads an event in the binary mode of the CloudEvents HTTP binding 1.0.2: attributes as ce- headers, its data as the body. */
export function binaryEvent(
  { headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  body: Buffer,
): unknown {
  requireOnce(rawHeaders);
  // Without a prototype: a header can be called `ce-__proto__`.
  const event: Record<string, unknown> = Object.create(null);
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(ATTRIBUTE_PREFIX)) continue;
    const name = header.slice(ATTRIBUTE_PREFIX.length);
    const instead = Object.hasOwn(NO_HEADERS, name) ? NO_HEADERS[name] : undefined;
    if (instead !== undefined) throw invalid(`no header ${header}: that is what ${instead} is for`);
    event[name] = decodeHeader(header, String(value));
  }
  const { 'content-type': type } = headers;
  if (type !== undefined && type !== '') event.datacontenttype = type;
  if (body.length > 0) Object.assign(event, dataOf(type, body));
  return event;
}

/** Of what comes twice Node makes one value, `a, b`, or keeps the first: neither is what was meant. */
function requireOnce(rawHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    if (!name.startsWith(ATTRIBUTE_PREFIX) && name !== 'content-type') continue;
    if (seen.has(name)) throw invalid(`one header ${name}, got several`);
    seen.add(name);
  }
}

/** Without a type, data that is JSON is that: so it is in the JSON format as well. */
function dataOf(type: string | undefined, body: Buffer): { data: unknown } | { data_base64: string } {
  const { essence, charset } = splitMediaType(type ?? '');
  if (isJsonType(essence)) return { data: parseJson(toUtf8Json(body, charset)) };
  if (essence.startsWith('text/')) return { data: decodeText(body, charset) };
  const json = essence === '' ? jsonOf(body) : undefined;
  return json ?? { data_base64: body.toString('base64') };
}

function jsonOf(body: Buffer): { data: unknown } | undefined {
  if (!isUtf8(body)) return undefined;
  try {
    return { data: JSON.parse(withoutByteOrderMark(body).toString()) };
  } catch {
    return undefined;
  }
}

/** Section 3.1.3.2 of the binding: quotes are taken off, then percent-encoding. SDKs send bare UTF-8 as well. */
function decodeHeader(header: string, value: string): string {
  // Node gives each byte of a header as a character.
  const bytes = Buffer.from(value, 'latin1');
  const quoted = QUOTED.exec(bytes.toString())?.[1]?.replace(/\\(.)/g, '$1');
  try {
    if (isUtf8(bytes)) return decodeURIComponent(quoted ?? bytes.toString());
  } catch {
    // It is said below.
  }
  throw invalid(`${header} in percent-encoded UTF-8, got ${value}`);
}

function invalid(expected: string): DomainError {
  return problems.error('event.invalid', `Expected ${expected}.`);
}
