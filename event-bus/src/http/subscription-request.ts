import { httpUrl, POSITION_MAX, READ_TYPES_MAX } from '@blog/service-kit';
import { z } from 'zod';
import { typeText } from './type-request';

const position = z.int().min(0).max(POSITION_MAX);

const settings = z.strictObject({
  url: httpUrl.refine((url) => !/^[^/]*\/\/[^/?#]*@/.test(url), 'expected no user or password in the URL'),
  after: position.optional().describe('a new subscription begins after this position'),
  from: z.enum(['beginning', 'now']).optional().describe('where a new subscription begins'),
  types: z.array(typeText).min(1).max(READ_TYPES_MAX).optional().describe('only these types'),
  format: z.enum(['cloudevents', 'plain']).default('cloudevents'),
  batchMax: z.int().min(1).max(1_000).default(1).describe('events in one delivery at the most'),
  order: z
    .enum(['log', 'subject'])
    .default('log')
    .describe('what waits while an event is retried: everything, or the later events of its subject'),
  handshake: z
    .boolean()
    .default(false)
    .describe(
      'whether to deliver only once the subscriber has agreed, by the abuse protection of CloudEvents webhooks',
    ),
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
  attemptsMax: z.int().min(1).max(100).default(12).describe('failures before an event is parked'),
  backoffFirstMs: z.int().min(10).max(60_000).default(100),
  backoffMaxMs: z.int().min(10).max(3_600_000).default(30_000),
});

/** The body of PUT /subscriptions/:name. */
export const subscriptionRequest = settings
  .refine(({ after, from }) => after === undefined || from === undefined, {
    path: ['after'],
    message: 'expected either after or from, not both',
  })
  .refine(({ format, batchMax }) => format === 'cloudevents' || batchMax === 1, {
    path: ['batchMax'],
    message: 'expected 1 with format plain, which has no batches',
  })
  .refine(({ backoffFirstMs, backoffMaxMs }) => backoffFirstMs <= backoffMaxMs, {
    path: ['backoffFirstMs'],
    message: 'expected at most backoffMaxMs (30000 unless it is given)',
  })
  .meta({
    id: 'SubscriptionRequest',
    allOf: [
      { not: { required: ['after', 'from'] } },
      {
        if: { properties: { format: { const: 'plain' } }, required: ['format'] },
        // biome-ignore lint/suspicious/noThenProperty: so is it called in JSON Schema
        then: { properties: { batchMax: { const: 1 } } },
      },
    ],
  });

/** The body of POST /subscriptions/:name/replay. */
export const replayRequest = z.strictObject({ after: position });
