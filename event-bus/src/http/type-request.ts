import { POSITION_MAX } from '@blog/service-kit';
import { z } from 'zod';
import { addressable } from './addressable';

const TYPE_CHARACTERS_MAX = 256;
const EXCEPT_MAX = 10_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: CloudEvents 1.0 allows none in a text, nor noncharacters
const TYPE = /^[^\u0000-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]+$/;

/** What the attribute `type` of events can be. */
export const typeText = z.string().regex(TYPE, 'expected a type without control characters');

/** The name of a type, as the attribute `type` of its events has it. */
const typeName = typeText.max(TYPE_CHARACTERS_MAX);

/** The name of a type that is registered or exempted. */
const newTypeName = addressable(typeName);

export const typeParams = z.object({ type: typeName });
export const newTypeParams = z.object({ type: newTypeName });

/** The body of PUT /types/:type. */
export const typeRequest = z.strictObject({
  schema: z
    .union([z.looseObject({}), z.boolean()])
    .describe("JSON Schema (2020-12) of the event's data; docs/operating.md says what it may hold"),
  dataschema: z
    .string()
    .max(1_024)
    .regex(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, 'expected an absolute URI')
    .optional()
    .describe('events with another dataschema are refused'),
  meaning: z.string().max(1_000).optional().describe('what such an event means, for people'),
  except: z
    .array(z.int().min(1).max(POSITION_MAX))
    .max(EXCEPT_MAX)
    .default([])
    .describe('positions of stored events that are known not to fit'),
});

/** The body of PUT /types/:type/exempt. */
export const exemptRequest = z.strictObject({
  through: z
    .int()
    .min(0)
    .max(POSITION_MAX)
    .describe('no schema is checked against events up to this position; 0: against all'),
});
