import type { IncomingMessage } from 'node:http';
import {
  BATCH_EVENTS_MAX,
  BATCH_TYPE,
  DomainError,
  idempotencyKey,
  keyedId,
  newId,
  STRUCTURED_TYPE,
  splitMediaType,
  toUtf8Json,
} from '@blog/service-kit';
import type { PublishedEvent } from '../domain/event-types';
import { problems } from '../problems';
import { parseCloudEvent, show } from '../wire/cloud-event';
import { type JsonText, objectsOfArray, objectText } from '../wire/json-text';
import { binaryEvent } from './binary-event';
import { parseJson } from './parse-json';

export const PLAIN = 'application/json';
/** Content types of the structured and batched modes begin so. */
const CLOUDEVENTS = 'application/cloudevents';
/** The `source` of events that came as plain `{type, data}`. */
const PLAIN_SOURCE = '/plain';

/** What a publisher sent: one event, or a batch, which is answered with an array. */
export interface PublishRequest {
  readonly events: readonly PublishedEvent[];
  readonly isBatch: boolean;
  /** The Idempotency-Key of a plain event; every other names its id itself. */
  readonly key?: string | undefined;
}

/**
 * Reads a publish request: the CloudEvents HTTP binding 1.0 in its structured, batched and binary modes, and plain
 * `{type, data}`.
 * @throws DomainError  `request.*` for the body, `event.*` for an event, `batch.too_many_events`
 */
export function parsePublish(
  message: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  body: Buffer,
): PublishRequest {
  const { headers } = message;
  const { essence: mediaType, charset } = splitMediaType(headers['content-type'] ?? '');
  const key = idempotencyKey({ headers });
  if (mediaType === STRUCTURED_TYPE) {
    const json = toUtf8Json(body, charset);
    return single(parseJson(json), objectText(json));
  }
  if (mediaType === BATCH_TYPE) {
    return { events: batch(parseItems(toUtf8Json(body, charset))), isBatch: true };
  }
  // Structured or batched, whatever headers are there beside it (HTTP binding, 3), and in a format that is not JSON.
  if (mediaType.startsWith(CLOUDEVENTS)) {
    throw unsupported(`events in JSON (content-type ${STRUCTURED_TYPE} or ${BATCH_TYPE})`, mediaType);
  }
  if (headers['ce-specversion'] !== undefined) return single(binaryEvent(message, body));
  if (headers['event-position'] !== undefined) {
    const refusal =
      'Expected no Event-Position: this is a delivery of a bus, which would go round without end.';
    throw problems.error('event.own_delivery', refusal);
  }
  if (mediaType === PLAIN) {
    return { ...single(fromPlain(parseJson(toUtf8Json(body, charset)), key)), key };
  }
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
      const problem = error as DomainError;
      throw new DomainError(problem, `Event ${index} of the batch: ${problem.message}`, { indexes: [index] });
    }
  });
}

/** Event by event, where that can be: a single character that is not Latin makes all of a text twice as long in memory. */
function parseItems(body: Buffer): Item[] {
  const objects = objectsOfArray(body, BATCH_EVENTS_MAX);
  try {
    if (objects) return objects.map(({ bytes, text }) => ({ value: JSON.parse(bytes.toString()), text }));
  } catch {
    // What is wrong is said of the whole, below.
  }
  const values = parseJson(body);
  if (!Array.isArray(values)) throw problems.error('event.invalid', 'Expected a JSON array of events.');
  if (values.length > BATCH_EVENTS_MAX) {
    const message = `Expected at most ${BATCH_EVENTS_MAX} events in a batch, got ${values.length}.`;
    throw problems.error('batch.too_many_events', message);
  }
  return values.map((value) => ({ value }));
}

/**
 * A course-style publisher says no more than what happened; the bus fills in the rest. With an Idempotency-Key all of it
 * follows from what was sent, so that the log knows the same again as a duplicate: there is no time then but `storedtime`.
 */
function fromPlain(value: unknown, key: string | undefined): unknown {
  const expected = 'Expected {"type": "…", "data": …} and nothing else';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw problems.error('event.invalid', `${expected}, got ${show(value)}.`);
  }
  const { type, data, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    const todo = `send a whole CloudEvent as ${STRUCTURED_TYPE}`;
    throw problems.error('event.invalid', `${expected}; found ${show(other)} (${todo}).`);
  }
  if (typeof type !== 'string') throw problems.error('event.invalid', `${expected}, got type ${show(type)}.`);
  return {
    specversion: '1.0',
    id: key === undefined ? newId() : keyedId(key),
    source: PLAIN_SOURCE,
    type,
    ...(key === undefined && { time: new Date().toISOString() }),
    datacontenttype: PLAIN,
    data,
  };
}

function unsupported(expected: string, came: string): DomainError {
  return problems.error('request.unsupported_media_type', `Expected ${expected}, got ${came}.`);
}
