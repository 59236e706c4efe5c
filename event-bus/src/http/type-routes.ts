import { dataSchema, defineRoutes, POSITION_MAX, typeRequest, typeText } from '@blog/service-kit';
import { z } from 'zod';
import { addressable } from './addressable';
import { jsonAnswer } from './json-answer';

const TYPE_CHARACTERS_MAX = 256;
const BODY_BYTES_MAX = 256 * 1024;
/** Enough for a position; nothing else is held while an exemption waits for its turn. */
const EXEMPT_BYTES_MAX = 1024;

const typeName = typeText.max(TYPE_CHARACTERS_MAX);
const params = z.object({ type: typeName });
/** Of a type that may be new. */
const newParams = z.object({ type: addressable(typeName) });

const position = z.int().min(0).max(POSITION_MAX);
const exemptRequest = z.strictObject({
  through: position.describe('no schema is checked against events up to this position; 0: against all'),
});
const eventType = z
  .object({
    type: z.string(),
    schema: dataSchema.nullable(),
    dataschema: z.string().nullable(),
    meaning: z.string().nullable(),
    registeredAt: z
      .string()
      .meta({ format: 'date-time' })
      .nullable()
      .describe('null: not registered, only exempt; the schema is null then too'),
    exemptThrough: position.describe('events up to this position are checked against no schema'),
  })
  .meta({ id: 'EventType' });
const exempt = eventType.pick({ type: true, exemptThrough: true });
const registered = jsonAnswer('The type', eventType);

/** Types of events, and the AsyncAPI document made from them. */
export const typeRoutes = defineRoutes({
  listTypes: {
    method: 'get',
    path: '/types',
    summary: 'Every type of events that is registered or has exempt history',
    answers: { 200: jsonAnswer('By name', z.array(eventType)) },
  },
  putType: {
    method: 'put',
    path: '/types/{type}',
    summary:
      'Registers a type, whose events are checked from then on; refused if a stored event would not fit',
    params: newParams,
    body: { schema: typeRequest, bytesMax: BODY_BYTES_MAX },
    answers: { 200: registered, 201: registered },
    problems: [
      'type.bad_schema',
      'type.too_many',
      'type.refuses_history',
      'type.history_too_costly',
      'type.superseded',
      'type.too_many_changes',
    ],
  },
  readType: {
    method: 'get',
    path: '/types/{type}',
    summary: 'One type',
    params,
    answers: { 200: registered },
    problems: ['type.not_found'],
  },
  deleteType: {
    method: 'delete',
    path: '/types/{type}',
    summary: 'Takes a type off the register: its events are stored unchecked again',
    params,
    answers: { 204: { description: 'Done' } },
    problems: ['type.not_found', 'type.too_many_changes'],
  },
  exemptType: {
    method: 'put',
    path: '/types/{type}/exempt',
    summary:
      'Exempts history up to a position from the schemas that are registered from then on; also before the type is registered, and after its removal',
    params: newParams,
    body: { schema: exemptRequest, bytesMax: EXEMPT_BYTES_MAX },
    answers: { 200: jsonAnswer('Through which position', exempt) },
    problems: ['type.exempt_beyond_head', 'type.too_many', 'type.too_many_changes'],
  },
  asyncApi: {
    method: 'get',
    path: '/asyncapi.json',
    summary: 'The registered types as an AsyncAPI 3.0 document',
    answers: { 200: jsonAnswer('AsyncAPI 3.0', z.looseObject({})) },
  },
});
