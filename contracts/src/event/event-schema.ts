import { z } from 'zod';
import type { EventDefinition } from './define-event';

/**
 * The JSON Schema (2020-12) of an event's data, from its one declaration: what a publisher may send, so fields with a
 * default are optional. It says the same as `EventDefinition.read` does of data.
 */
export function eventSchema({ data }: EventDefinition): object {
  return z.toJSONSchema(data, { io: 'input' });
}

/** What is registered with the bus of an event, by the service that publishes it. */
export function typeSettings(definition: EventDefinition) {
  const { type, dataschema, meaning } = definition;
  return { type, schema: eventSchema(definition), dataschema, meaning };
}
