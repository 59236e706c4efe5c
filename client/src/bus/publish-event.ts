import { requestJson } from '../api/request';
import type { NewEvent } from './event-draft';

const STRUCTURED_TYPE = 'application/cloudevents+json';
const ID_BYTES = 16;

/**
 * Publishes an event and resolves with its position. Sent again with the same id and content it is stored once.
 * @throws ApiProblem
 */
export async function publishEvent(event: NewEvent): Promise<number> {
  const options = { method: 'POST', body: event, contentType: STRUCTURED_TYPE } as const;
  const { position } = await requestJson<{ position: number }>('event-bus', '/events', options);
  return position;
}

/** An id that no other event has. Not `randomUUID`, which pages have only by https and on localhost. */
export function newEventId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
