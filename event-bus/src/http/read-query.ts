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
