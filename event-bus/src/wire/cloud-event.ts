import type { NewEvent } from '@blog/event-log';
import { type DomainError, EVENT_BYTES_MAX } from '@blog/service-kit';
import { problems } from '../problems';
import type { JsonText } from './json-text';
import { isMediaType } from './media-type';
import { isTimestamp } from './timestamp';
import { isAbsoluteUri, isUriReference } from './uri-reference';

/** More deeply nested data is refused. */
const EVENT_DEPTH_MAX = 64;
const ATTRIBUTE_NAME = /^[a-z0-9]+$/;
const ATTRIBUTE_CHARACTERS_MAX = 4_096;
/** An Integer of CloudEvents has 32 bits and a sign. */
const INTEGER_MAX = 2 ** 31 - 1;
const INTEGER_MIN = -(2 ** 31);
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: CloudEvents 1.0 allows none in a text
const FORBIDDEN_CHARACTER = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}|\p{Noncharacter_Code_Point}/u;
const NO_CHARACTER = /\p{Noncharacter_Code_Point}/u;
/** A faster test by UTF-16 units, which every text with a noncharacter passes: five times as fast. */
const MAY_HAVE_NO_CHARACTER = /[\ufdd0-\ufdef\udffe\udfff\ufffe\uffff]/;
const IS_PLAIN = /^[ -~]*$/;
const EXTENSION_TYPES: ReadonlySet<string> = new Set(['string', 'boolean']);
/** Attributes that the bus sets; a publisher's values for them are dropped. */
const OWN_ATTRIBUTES: ReadonlySet<string> = new Set(['position', 'storedtime']);

function invalid(expected: string): DomainError {
  return problems.error('event.invalid', `Expected a CloudEvents 1.0 event: ${expected}.`);
}

/**
 * Checks an event against CloudEvents 1.0 (JSON format) and prepares it for the log. Data must be I-JSON
 * (RFC 7493): integers within ±(2^53 − 1), so that every reader gets the number that was sent. `text` is the text that it was
 * parsed from, which is stored unchanged if it is equivalent.
 * @throws DomainError `event.invalid`, `event.too_large`
 */
export function parseCloudEvent(value: unknown, text?: JsonText): NewEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('a JSON object');
  const event = value as Record<string, unknown>;
  if (event.specversion !== '1.0') throw invalid(`specversion "1.0", got ${show(event.specversion)}`);
  requireText('id', event.id);
  requireText('source', event.source);
  if (!isUriReference(event.source)) {
    throw invalid(`source as a URI reference (RFC 3986), got ${show(event.source)}`);
  }
  requireText('type', event.type);
  let members = countMembers(event.data, 1, text?.isAsciiThroughout === true);
  for (const name in event) {
    if (OWN_ATTRIBUTES.has(name)) {
      delete event[name];
      continue;
    }
    const isThere = name === 'data' || name === 'data_base64' || hasAttribute(name, event[name]);
    if (isThere) members += 1;
    else delete event[name];
  }
  if (event.data_base64 !== undefined) {
    if (!isBase64(event.data_base64)) throw invalid('data_base64 as a text in base64 (RFC 4648, 4)');
    if (event.data !== undefined) throw invalid('either data or data_base64, not both');
  }
  // The counts are equal only if no name occurred twice and nothing was dropped.
  const isAsSent = text?.members === members;
  const bytes = isAsSent ? text.bytes : Buffer.from(JSON.stringify(event));
  if (!(isAsSent && text.isAscii)) checkCharacters(event);
  if (bytes.length > EVENT_BYTES_MAX) {
    const message = `Expected an event of at most ${EVENT_BYTES_MAX} bytes, got ${bytes.length}.`;
    throw problems.error('event.too_large', message);
  }
  return { id: event.id as string, source: event.source as string, bytes };
}

/** Checks an attribute; false if it has no value, which counts as absent. */
function hasAttribute(name: string, value: unknown): boolean {
  if (value === null) {
    checkName(name);
    return false;
  }
  if (typeof value === 'string' && value.length > ATTRIBUTE_CHARACTERS_MAX) {
    throw invalid(`${name} of at most ${ATTRIBUTE_CHARACTERS_MAX} characters`);
  }
  const isText = typeof value === 'string' && value !== '';
  switch (name) {
    case 'specversion':
    case 'id':
    case 'source':
    case 'type':
      return true;
    case 'time':
      if (isText && isTimestamp(value)) return true;
      throw invalid(`time as an RFC 3339 timestamp of a day that exists, got ${show(value)}`);
    case 'dataschema':
      if (isText && isAbsoluteUri(value)) return true;
      throw invalid(`dataschema as a URI with a scheme (RFC 3986), got ${show(value)}`);
    case 'subject':
      requireText(name, value);
      return true;
    case 'datacontenttype':
      if (isText && isMediaType(value)) return true;
      throw invalid(`datacontenttype as a media type (RFC 2046), got ${show(value)}`);
    default:
      checkName(name);
      if (typeof value === 'number' ? isInteger(value) : EXTENSION_TYPES.has(typeof value)) return true;
      throw invalid(
        `${name} as a text, a boolean or a whole number from ${INTEGER_MIN} to ${INTEGER_MAX}, got ${show(value)}`,
      );
  }
}

function requireText(name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') {
    throw invalid(`${name} as a text that is not empty, got ${show(value)}`);
  }
}

function isInteger(value: number): boolean {
  return Number.isInteger(value) && value >= INTEGER_MIN && value <= INTEGER_MAX;
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && value.length % 4 === 0 && BASE64.test(value);
}

function checkName(name: string): void {
  if (!ATTRIBUTE_NAME.test(name)) throw invalid(`attribute names of a–z and 0–9 only, got ${show(name)}`);
}

function checkCharacters(event: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(event)) {
    const isAttribute = name !== 'data' && name !== 'data_base64';
    if (!isAttribute || typeof value !== 'string' || IS_PLAIN.test(value)) continue;
    if (FORBIDDEN_CHARACTER.test(value)) {
      throw invalid(`${name} without control characters, half surrogate pairs and noncharacters of Unicode`);
    }
  }
}

/** Checks data; `isAscii` if all its texts are known to be ASCII. Returns the number of members of all its objects. */
function countMembers(value: unknown, depth: number, isAscii: boolean): number {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw invalid('numbers that a double holds exactly (send larger ones as text)');
    }
    return 0;
  }
  if (typeof value === 'string' && !isAscii) requireUnicode(value);
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > EVENT_DEPTH_MAX) throw invalid(`data nested at most ${EVENT_DEPTH_MAX} deep`);
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += countMembers(item, depth + 1, isAscii);
    return members;
  }
  for (const name in value) {
    if (!isAscii) requireUnicode(name);
    members += 1 + countMembers((value as Record<string, unknown>)[name], depth + 1, isAscii);
  }
  return members;
}

/** I-JSON, 2.1: most readers cannot represent lone surrogates, and noncharacters are reserved for a program's internal use. */
function requireUnicode(text: string): void {
  if (!text.isWellFormed()) throw invalid('texts without half surrogate pairs');
  if (MAY_HAVE_NO_CHARACTER.test(text) && NO_CHARACTER.test(text))
    throw invalid('texts without noncharacters of Unicode (such as U+FFFE)');
}

/** A value, shortened for a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'none';
  const text =
    typeof value === 'object' && value !== null
      ? Array.isArray(value)
        ? 'an array'
        : 'an object'
      : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
