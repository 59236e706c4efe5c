import {
  digits,
  lastEventId,
  PAGE_LIMIT_MAX,
  queryParameters,
  READ_TYPES_MAX,
  subscriberName,
} from '@blog/service-kit';
import type { Request } from 'express';
import { z } from 'zod';
import { newSubscriberName } from './subscriber-params';

const position = digits();

const EPOCH_CHARACTERS_MAX = 100;
/** A single letter is in nearly every event. */
const CONTAINS_CHARACTERS_MIN = 2;
const CONTAINS_CHARACTERS_MAX = 200;

/** A text to search for. Its length is counted in Unicode code points, as in JSON Schema. */
const searchedText = z
  .string()
  .refine((text) => {
    // A code point has at most two UTF-16 units: a longer text need not be split to be refused.
    if (text.length > 2 * CONTAINS_CHARACTERS_MAX) return false;
    const characters = [...text].length;
    return characters >= CONTAINS_CHARACTERS_MIN && characters <= CONTAINS_CHARACTERS_MAX;
  }, `expected ${CONTAINS_CHARACTERS_MIN} to ${CONTAINS_CHARACTERS_MAX} characters`)
  .meta({ minLength: CONTAINS_CHARACTERS_MIN, maxLength: CONTAINS_CHARACTERS_MAX });

/** The query of GET /events. */
export const readQuery = queryParameters({
  after: position.optional().describe('read after this position; 0 is the beginning'),
  epoch: z
    .string()
    .min(1)
    .max(EPOCH_CHARACTERS_MAX)
    .optional()
    .describe('the Event-Log-Epoch in which `after` was read; a log of another epoch sends no events'),
  limit: digits({ min: 1, max: PAGE_LIMIT_MAX }).optional(),
  type: z
    .string()
    .min(1)
    .transform((list) => list.split(','))
    .refine((types) => !types.includes(''), 'expected types between the commas')
    .refine((types) => types.length <= READ_TYPES_MAX, `expected at most ${READ_TYPES_MAX} types`)
    .optional()
    .describe(`only these types, at most ${READ_TYPES_MAX}, separated by commas`),
  subject: z.string().min(1).optional().describe('only this subject'),
  contains: searchedText
    .optional()
    .describe(
      'only events with this text in a string value of an attribute or anywhere in the data; case does not matter',
    ),
  checkpoints: z
    .literal('true')
    .optional()
    .describe(
      'the stream begins with a checkpoint of `after`, and reports its progress through events that are filtered out',
    ),
  follower: newSubscriberName.optional().describe('names the reader of a stream in /subscribers'),
  instance: subscriberName.default('-').describe('tells replicas of one follower apart'),
});

export type ReadQuery = z.infer<typeof readQuery>;

/** Reads the query of GET /events. `Last-Event-ID`, which a reconnecting stream sends, wins over `after`. */
export function parseReadQuery(request: Request): ReadQuery {
  const query = readQuery.parse(request.query);
  return { ...query, after: lastEventId(request) ?? query.after };
}
