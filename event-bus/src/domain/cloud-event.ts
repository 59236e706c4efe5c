import { DomainError } from '@blog/service-kit';
import type { NewEvent } from './event-log';

/** An event's limits; larger ones are refused. */
const EVENT_BYTES_MAX = 256 * 1024;
const EVENT_DEPTH_MAX = 64;
const ATTRIBUTE_NAME = /^[a-z0-9]+$/;
const ATTRIBUTE_CHARACTERS_MAX = 4_096;
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: CloudEvents 1.0 allows none in a text
const FORBIDDEN_CHARACTER = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u;
const IS_PLAIN = /^[ -~]*$/;
const EXTENSION_TYPES: ReadonlySet<string> = new Set(['string', 'boolean']);
/** Attributes that the bus sets; what a publisher sends there is left out. */
const OWN_ATTRIBUTES = ['position', 'storedtime'] as const;

function invalid(expected: string): DomainError {
  return new DomainError('event.invalid', `Expected a CloudEvents 1.0 event: ${expected}.`);
}

/**
 * Checks an event against CloudEvents 1.0 (JSON format) and makes it ready to append. Data must be I-JSON
 * (RFC 7493): integers within ±(2^53 − 1), so that every reader sees the number that was sent.
 * @throws DomainError `event.invalid`, `event.too_large`
 */
export function parseCloudEvent(value: unknown): NewEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('a JSON object');
  const event = value as Record<string, unknown>;
  if (event.specversion !== '1.0') throw invalid(`specversion "1.0", got ${show(event.specversion)}`);
  requireText('id', event.id);
  requireText('source', event.source);
  requireText('type', event.type);
  for (const name of OWN_ATTRIBUTES) {
    if (event[name] !== undefined) delete event[name];
  }
  for (const name in event) {
    if (name !== 'data' && name !== 'data_base64') checkAttribute(event, name);
  }
  if (event.data_base64 !== undefined) {
    if (typeof event.data_base64 !== 'string') throw invalid('data_base64 as a text');
    if (event.data !== undefined) throw invalid('either data or data_base64, not both');
  }
  checkData(event.data, 1);
  const json = JSON.stringify(event);
  const bytes = Buffer.byteLength(json);
  // All that is forbidden is escaped in JSON, is not ASCII, or is DEL: most events need no closer look.
  if (bytes > json.length || json.includes('\\') || json.includes('\u007f')) checkCharacters(event);
  if (bytes > EVENT_BYTES_MAX) {
    const message = `Expected an event of at most ${EVENT_BYTES_MAX} bytes, got ${bytes}.`;
    throw new DomainError('event.too_large', message);
  }
  return { id: event.id as string, source: event.source as string, json, bytes };
}

function checkAttribute(event: Record<string, unknown>, name: string): void {
  const value = event[name];
  if (value === null) {
    checkName(name);
    delete event[name];
    return;
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
      return;
    case 'time':
      if (isText && RFC_3339.test(value) && !Number.isNaN(Date.parse(value))) return;
      throw invalid(`time as an RFC 3339 timestamp, got ${show(value)}`);
    case 'dataschema':
      if (isText && ABSOLUTE_URI.test(value)) return;
      throw invalid(`dataschema as an absolute URI, got ${show(value)}`);
    case 'subject':
    case 'datacontenttype':
      requireText(name, value);
      return;
    default:
      checkName(name);
      if (typeof value === 'number' ? Number.isSafeInteger(value) : EXTENSION_TYPES.has(typeof value)) return;
      throw invalid(`${name} as a text, a whole number or a boolean, got ${show(value)}`);
  }
}

function requireText(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') {
    throw invalid(`${name} as a text that is not empty, got ${show(value)}`);
  }
}

function checkName(name: string): void {
  if (!ATTRIBUTE_NAME.test(name)) throw invalid(`attribute names of a–z and 0–9 only, got ${show(name)}`);
}

function checkCharacters(event: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(event)) {
    const isAttribute = name !== 'data' && name !== 'data_base64';
    if (!isAttribute || typeof value !== 'string' || IS_PLAIN.test(value)) continue;
    if (FORBIDDEN_CHARACTER.test(value)) {
      throw invalid(`${name} without control characters and half surrogate pairs`);
    }
  }
}

function checkData(value: unknown, depth: number): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw invalid('numbers that a double holds exactly (send larger ones as text)');
    }
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > EVENT_DEPTH_MAX) throw invalid(`data nested at most ${EVENT_DEPTH_MAX} deep`);
  for (const key in value) checkData((value as Record<string, unknown>)[key], depth + 1);
}

function show(value: unknown): string {
  if (value === undefined) return 'none';
  const text =
    typeof value === 'object' ? (Array.isArray(value) ? 'an array' : 'an object') : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
