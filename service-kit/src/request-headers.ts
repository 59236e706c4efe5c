import { z } from 'zod';
import { KEY } from './idempotency-key';

/** Any text: what is malformed matches nothing. */
const tags = z.string().optional();

/** For the OpenAPI document: what `versionCheck` reads of a GET. */
export const readConditions = z.object({
  'If-Match': tags.describe('answer 412 unless the version is one of these'),
  'If-None-Match': tags.describe('answer 304 if the ETag is one of these'),
});

/** For the OpenAPI document: what `versionCheck` reads of a change. */
export const changeConditions = z.object({
  'If-Match': tags.describe(
    'the versions that the change is meant for, such as `"3"`; of any other it answers 412',
  ),
  'If-None-Match': tags.describe('the versions that it is not meant for'),
});

/** For the OpenAPI document: what `created` reads. */
export const creationHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .regex(KEY)
    .optional()
    .describe('the same request with the same key gets the same answer for a day, and makes nothing more'),
});

/** The problems of a request with `Idempotency-Key`. */
export const creationProblems = [
  'idempotency.bad_key',
  'idempotency.under_way',
  'idempotency.key_reused',
] as const;

const etag = z.object({ ETag: z.string().describe('follows from the version') });

const told = z.object({
  'Event-Position': z
    .string()
    .optional()
    .describe(
      'where the event of this change is in the log: query takes it as `after-position`. Missing if nothing has changed, or if the ' +
        'bus has not acknowledged the event by the time of the answer',
    ),
});

/** For the OpenAPI document: headers of answers. */
export const answerHeaders = {
  etag,
  told,
  changed: etag.extend(told.shape),
  created: etag.extend(told.shape).extend({
    Location: z.string().describe('a relative reference to what was made'),
  }),
  link: z.object({
    Link: z.string().optional().describe('rel="next": a relative reference to the next page'),
  }),
} as const;
