import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { BATCH_EVENTS_MAX, BATCH_TYPE, DomainError, newId, STRUCTURED_TYPE } from '@blog/service-kit';
import { parseCloudEvent } from '../domain/cloud-event';
import type { PublishedEvent } from '../domain/event-types';
import { type JsonText, objectsOfArray, objectText } from '../domain/json-text';

export const PLAIN = 'application/json';
/** The `source` of events that came as plain `{type, data}`. */
const PLAIN_SOURCE = '/plain';

/** What a publisher sent: one event, or a batch, which is answered with an array. */
export interface PublishRequest {
  readonly events: readonly PublishedEvent[];
  readonly isBatch: boolean;
}

/**
 * Reads a publish request: the CloudEvents HTTP binding 1.0 in its structured, batched and binary modes, and plain
 * `{type, data}`.
 * @throws DomainError  `request.*` for the body, `event.*` for an event, `batch.too_many_events`
 */
export function parsePublish(headers: IncomingHttpHeaders, body: Buffer): PublishRequest {
  const { mediaType, charset } = contentType(headers);
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    throw unsupported('a body without content-encoding', headers['content-encoding']);
  }
  if (charset !== undefined && charset !== 'utf-8') throw unsupported('charset utf-8', charset);
  if (mediaType === STRUCTURED_TYPE) return single(parseJson(body), objectText(body));
  if (mediaType === BATCH_TYPE) return { events: batch(parseItems(body)), isBatch: true };
  if (headers['ce-specversion'] !== undefined) return single(fromBinary(headers, mediaType, body));
  if (headers['event-position'] !== undefined) {
    const message =
      'Expected no Event-Position: this is a delivery of a bus, which would go round without end.';
    throw new DomainError('event.own_delivery', message);
  }
  if (mediaType === PLAIN) return single(fromPlain(parseJson(body)));
  const expected = `content-type ${STRUCTURED_TYPE}, ${BATCH_TYPE} or ${PLAIN}, or ce- headers`;
  throw unsupported(expected, mediaType === '' ? 'none' : mediaType);
}

/** A value that was sent, and its text if that can be kept. */
interface Item {
  readonly value: unknown;
  readonly text?: JsonText | undefined;
}

function single(value: unknown, text?: JsonText): PublishRequest {
  return { events: [published({ value, text })], isBatch: false };
}

function published({ value, text }: Item): PublishedEvent {
  return { event: parseCloudEvent(value, text), value: value as PublishedEvent['value'] };
}

function batch(items: readonly Item[]): PublishedEvent[] {
  return items.map((item, index) => {
    try {
      return published(item);
    } catch (error) {
      const { code, message } = error as DomainError;
      throw new DomainError(code, `Event ${index} of the batch: ${message}`, { indexes: [index] });
    }
  });
}

/** Event by event, where that can be: a single character that is not Latin makes all of a text twice as long in memory. */
function parseItems(body: Buffer): Item[] {
  requireUtf8(body);
  const objects = objectsOfArray(body, BATCH_EVENTS_MAX);
  try {
    if (objects) return objects.map(({ bytes, text }) => ({ value: JSON.parse(bytes.toString()), text }));
  } catch {
    // What is wrong is said of the whole, below.
  }
  const values = parseJson(body);
  if (!Array.isArray(values)) throw new DomainError('event.invalid', 'Expected a JSON array of events.');
  if (values.length > BATCH_EVENTS_MAX) {
    const message = `Expected at most ${BATCH_EVENTS_MAX} events in a batch, got ${values.length}.`;
    throw new DomainError('batch.too_many_events', message);
  }
  return values.map((value) => ({ value }));
}

/** A course-style publisher says no more than what happened; the bus fills in the rest. */
function fromPlain(value: unknown): unknown {
  const { type, data, ...others } = (value ?? {}) as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (typeof value !== 'object' || Array.isArray(value) || typeof type !== 'string' || other !== undefined) {
    const hint =
      other === undefined ? '' : `; found "${other}" (send a whole CloudEvent as ${STRUCTURED_TYPE})`;
    throw new DomainError('event.invalid', `Expected {"type": "…", "data": …} and nothing else${hint}.`);
  }
  return {
    specversion: '1.0',
    id: newId(),
    source: PLAIN_SOURCE,
    type,
    time: new Date().toISOString(),
    datacontenttype: PLAIN,
    data,
  };
}

function fromBinary(headers: IncomingHttpHeaders, mediaType: string, body: Buffer): unknown {
  // Without a prototype: a header can be called `ce-__proto__`.
  const event: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-')) event[name.slice(3)] = decodeHeader(String(value));
  }
  for (const name of ['data', 'data_base64']) {
    if (event[name] !== undefined) throw new DomainError('event.invalid', `Expected no header ce-${name}.`);
  }
  if (mediaType !== '') event.datacontenttype = headers['content-type'];
  if (body.length === 0) return event;
  if (mediaType === 'application/json' || mediaType.endsWith('+json')) event.data = parseJson(body);
  else if (mediaType.startsWith('text/')) event.data = parseText(body);
  else event.data_base64 = body.toString('base64');
  return event;
}

/** CloudEvents HTTP binding 1.0, section 3.1.3.2: percent-encoded UTF-8. */
function decodeHeader(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new DomainError('event.invalid', `Expected ce- headers in percent-encoded UTF-8, got ${value}.`);
  }
}

function parseText(body: Buffer): string {
  requireUtf8(body);
  return body.toString();
}

function requireUtf8(body: Buffer): void {
  if (!isUtf8(body)) throw new DomainError('request.bad_encoding', 'Expected a body in valid UTF-8.');
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(parseText(body));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError('request.bad_json', `Expected valid JSON: ${(error as Error).message}.`);
  }
}

function contentType(headers: IncomingHttpHeaders): { mediaType: string; charset: string | undefined } {
  const { 'content-type': type = '' } = headers;
  if (!type.includes(';')) return { mediaType: type.trim().toLowerCase(), charset: undefined };
  const [mediaType = '', ...parameters] = type.toLowerCase().split(';');
  const charset = parameters.map((parameter) => /^\s*charset="?([^"\s]+)"?\s*$/.exec(parameter)?.[1]);
  return { mediaType: mediaType.trim(), charset: charset.find((found) => found !== undefined) };
}

function unsupported(expected: string, came: string): DomainError {
  return new DomainError('request.unsupported_media_type', `Expected ${expected}, got ${came}.`);
}
