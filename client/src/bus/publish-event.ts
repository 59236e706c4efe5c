import { send } from '../api/call';
import type { NewEvent } from './event-draft';

const STRUCTURED_TYPE = 'application/cloudevents+json';
const ID_BYTES = 16;

/**
 * Publishes an event and resolves with its position. Sent again with the same id and content it is stored once.
 * @throws ApiProblem
 */
export async function publishEvent(event: NewEvent): Promise<number> {
  const response = await send('event-bus', 'POST /events', { body: event, contentType: STRUCTURED_TYPE });
  return ((await response.json()) as { position: number }).position;
}

/** What tells an event apart from another with the same content. */
export interface EventIdentity {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly time: string;
}

/** Of an event that happens now. Not by `randomUUID`, which pages have only by https and on localhost. */
export function newIdentity(): EventIdentity {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { id, time: new Date().toISOString() };
}
