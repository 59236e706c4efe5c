import { digits, lastEventId, PAGE_LIMIT_MAX, queryParameters, READ_TYPES_MAX } from '@blog/service-kit';
import type { Request } from 'express';
import { z } from 'zod';
import { addressable } from './addressable';

const position = digits();

/** The name of a follower, a follower's instance, or a subscription. */
export const subscriberName = z
  .string()
  .regex(/^[\w.:-]{1,128}$/, 'expected 1 to 128 of A–Z a–z 0–9 _ . : -');

/** The name of a follower or subscription that may be new. */
const newSubscriberName = addressable(subscriberName);

export const subscriberParams = z.object({ name: subscriberName });
export const newSubscriberParams = z.object({ name: newSubscriberName });

const EPOCH_CHARACTERS_MAX = 100;
/** A single letter is in nearly every event. */
const CONTAINS_CHARACTERS_MIN = 2;
const CONTAINS_CHARACTERS_MAX = 200;

/** A text to look for, counted in Unicode code points, as JSON Schema does. */
const searchedText = z
  .string()
  .refine((text) => {
    // A code point has two UTF-16 units at most: what is far longer need not be taken apart.
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
    .describe('the Event-Log-Epoch in which `after` was read: in another one nothing is answered'),
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
      'only events with this text in a string value, of an attribute or at any depth of the data, whatever the case of letters',
    ),
  checkpoints: z
    .literal('true')
    .optional()
    .describe(
      'a stream begins with a checkpoint of `after`, and tells of its progress through events that are not wanted',
    ),
  follower: newSubscriberName.optional().describe('names the reader of a stream in /subscribers'),
  instance: subscriberName.default('-').describe('tells replicas of one follower apart'),
});

export type ReadQuery = z.infer<typeof readQuery>;

/** Reads the query of GET /events; for a stream that reconnects `Last-Event-ID` wins over `after`. */
export function parseReadQuery(request: Request): ReadQuery {
  const query = readQuery.parse(request.query);
  return { ...query, after: lastEventId(request) ?? query.after };
}
