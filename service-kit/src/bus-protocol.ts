import { z } from 'zod';
import { POSITION_MAX } from './cloud-event';
import { NO_CONTROLS } from './event-document';
import { httpUrl } from './http-url';
import { READ_TYPES_MAX } from './log-item';
import type { Immutable } from './route';

/* What `BusClient` sends to the bus and reads from it: the bus checks requests with these schemas and documents them. */

const position = z.int().min(0).max(POSITION_MAX);
const NO_USER = /^[^/]*\/\/[^/?#]*@/;

/** Longer texts of a follower's report are refused. */
export const REPORT_CHARACTERS_MAX = 4_096;
/** How many exceptions one registration of a type may name. */
export const EXCEPT_MAX = 10_000;

/** What the bus answers for each published event: it is stored. */
export const acknowledgement = z
  .object({ status: z.literal('OK'), id: z.string(), position: z.int().min(1).max(POSITION_MAX) })
  .meta({ id: 'Acknowledgement' });

export type Acknowledgement = Readonly<Pick<z.output<typeof acknowledgement>, 'id' | 'position'>>;

/** The name of a follower, a follower's instance, or a subscription. */
export const subscriberName = z
  .string()
  .regex(/^[\w.:-]{1,128}$/, 'expected 1 to 128 of A–Z a–z 0–9 _ . : -');

/** The body of PUT /followers/{name}: how far a follower is, why it stopped, and what it has set aside. */
export const followerReport = z.strictObject({
  instance: subscriberName,
  checkpoint: position,
  error: z.string().max(REPORT_CHARACTERS_MAX).nullable(),
  setAside: position.default(0).describe('events it has set aside'),
  setAsideReason: z
    .string()
    .max(REPORT_CHARACTERS_MAX)
    .nullable()
    .default(null)
    .describe('why the first of them was'),
});

/** What a follower says about itself, whichever instance it is. */
export type FollowerReport = Immutable<Omit<z.output<typeof followerReport>, 'instance'>>;

/** The `type` attribute of events. */
export const typeText = z.string().regex(NO_CONTROLS, 'expected a type without control characters');

/** The body of PUT /subscriptions/{name}. */
export const subscriptionRequest = z
  .strictObject({
    url: httpUrl.refine((url) => !NO_USER.test(url), 'expected no user or password in the URL'),
    after: position.optional().describe('a new subscription begins after this position'),
    from: z.enum(['beginning', 'now']).optional().describe('where a new subscription begins'),
    types: z.array(typeText).min(1).max(READ_TYPES_MAX).optional().describe('only these types'),
    format: z
      .enum(['cloudevents', 'plain'])
      .describe('CloudEvents 1.0, structured or batched; or `{type, data}`')
      .default('cloudevents'),
    batchMax: z
      .int()
      .min(1)
      .max(1_000)
      .describe('maximum number of events in one delivery; above 1 every delivery is a batch')
      .default(1),
    order: z
      .enum(['log', 'subject'])
      .describe(
        'what waits while an event is retried: everything, or the later events of its subject; an event without a subject blocks no other',
      )
      .default('log'),
    handshake: z
      .boolean()
      .describe(
        'whether to deliver only once the subscriber has agreed, by the abuse protection of CloudEvents webhooks; it is asked once for each URL',
      )
      .default(false),
    timeoutMs: z.int().min(100).max(60_000).default(10_000),
    attemptsMax: z.int().min(1).max(100).describe('failures before an event is parked').default(12),
    backoffFirstMs: z.int().min(10).max(60_000).default(100),
    backoffMaxMs: z.int().min(10).max(3_600_000).default(30_000),
  })
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
        // biome-ignore lint/suspicious/noThenProperty: JSON Schema's keyword
        then: { properties: { batchMax: { const: 1 } } },
      },
    ],
  });

/** What a subscriber asks for; the bus has a default for everything but the URL. */
export type SubscriptionRequest = Immutable<z.input<typeof subscriptionRequest>>;

/** The JSON Schema of an event's data. */
export const dataSchema = z.union([z.looseObject({}), z.boolean()]);

/** The body of PUT /types/{type}. */
export const typeRequest = z.strictObject({
  schema: dataSchema.describe(
    "JSON Schema (2020-12) of the event's data; docs/operating.md says what it may hold",
  ),
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

/** What the owner of a type says about its events. */
export type EventTypeSettings = Immutable<Omit<z.input<typeof typeRequest>, 'except'>> & {
  readonly type: string;
};
