import { z } from 'zod';
import type { EventDefinition } from './define-event';

/**
 * The JSON Schema (2020-12) of an event's data, from its one declaration: what a publisher may send, so fields with a
 * default are optional. It accepts the same data as `EventDefinition.read`.
 */
export function eventSchema({ data }: EventDefinition): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(data, { io: 'input' });
}

/** What the service that publishes an event registers with the bus. */
export function typeSettings(definition: EventDefinition) {
  const { type, dataschema, meaning } = definition;
  return { type, schema: eventSchema(definition), dataschema, meaning };
}
