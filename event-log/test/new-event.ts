import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../src/event-log';

interface Described {
  readonly id?: string;
  readonly source?: string;
  readonly [attribute: string]: unknown;
}

/** A new event whose attributes have the given order. */
export function newEvent(given: Described = {}): NewEvent {
  const { id = randomUUID(), source = '/test' } = given;
  const event = { specversion: '1.0', id, source, type: 'Tested', data: { n: 1 }, ...given };
  return eventOf(JSON.stringify(event));
}

/** A new event from its JSON. */
export function eventOf(text: string): NewEvent {
  const { id, source } = JSON.parse(text) as { id: string; source: string };
  return { id, source, bytes: Buffer.from(text) };
}

export function newEvents(count: number): NewEvent[] {
  return Array.from({ length: count }, () => newEvent());
}
