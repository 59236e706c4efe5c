import { createHash } from 'node:crypto';
import { STRUCTURED_TYPE } from '@blog/service-kit';
import type { EventType } from './event-type';

const SCHEMA_FORMAT = 'application/schema+json;version=draft-2020-12';
const KEY = /^[\w.-]+$/;
const text = { type: 'string', minLength: 1 };

/** The AsyncAPI 3.0 document of the registered types: what is published to the log, and read from it. */
export function asyncApiDocument(types: readonly EventType[]): object {
  const channel = { $ref: '#/channels/events' };
  const keys = types.map(({ type }) => keyOf(type));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'event-bus',
      version: '1',
      description:
        'The registered types of events. The bus takes events of other types as well, and checks none of those.',
    },
    defaultContentType: STRUCTURED_TYPE,
    channels: {
      events: {
        address: '/events',
        description: 'The log: POST publishes; GET reads history, a page or a stream (see /openapi.json).',
        messages: Object.fromEntries(keys.map((key) => [key, { $ref: `#/components/messages/${key}` }])),
      },
    },
    operations: {
      publish: { action: 'receive', channel, summary: 'Stores events that fit the schema of their type.' },
      read: { action: 'send', channel, summary: 'Sends every stored event, in order.' },
    },
    components: {
      messages: Object.fromEntries(types.map((type, index) => [keys[index], messageOf(type)])),
    },
  };
}

function messageOf({ type, dataschema, meaning, schema }: EventType): object {
  return {
    name: type,
    title: type,
    ...(meaning !== null && { summary: meaning }),
    contentType: STRUCTURED_TYPE,
    payload: {
      schemaFormat: SCHEMA_FORMAT,
      schema: {
        type: 'object',
        required: ['specversion', 'id', 'source', 'type'],
        properties: {
          specversion: { const: '1.0' },
          id: text,
          source: text,
          type: { const: type },
          ...(dataschema !== null && { dataschema: { const: dataschema } }),
          data: withId(schema, `/types/${encodeURIComponent(type)}`),
        },
      },
    },
  };
}

/** Gives a schema its own id, so that its references (`#/$defs/…`) resolve within it, wherever it is embedded. */
function withId(schema: unknown, $id: string): unknown {
  return typeof schema === 'boolean' ? schema : { $id, ...(schema as object) };
}

/** A type as the key of a component, which allows fewer characters. */
function keyOf(type: string): string {
  return KEY.test(type) ? type : `type-${createHash('sha256').update(type).digest('hex').slice(0, 16)}`;
}
