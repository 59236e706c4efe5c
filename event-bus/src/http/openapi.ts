import {
  answerHeaders,
  BATCH_EVENTS_MAX,
  BATCH_TYPE,
  binaryHeaders,
  creationHeaders,
  type DocumentedRoute,
  digits,
  eventDocument,
  openApiDocument,
  POSITION_MAX,
  STRUCTURED_TYPE,
  storedEventDocument,
} from '@blog/service-kit';
import { z } from 'zod';
import { followerReport } from './follower-report';
import { PLAIN } from './parse-publish';
import { busProblems } from './problem-table';
import { newSubscriberParams, readQuery, subscriberParams } from './read-query';
import { forgetQuery } from './subscriber-router';
import { replayRequest, subscriptionRequest } from './subscription-request';
import { parkedParams, parkedQuery } from './subscription-router';
import { exemptRequest, newTypeParams, typeParams, typeRequest } from './type-request';

const JSON_TYPE = 'application/json';
const position = z.int().min(1).max(POSITION_MAX);
const time = z.string().meta({ format: 'date-time' });
const acknowledgement = z
  .object({ status: z.literal('OK'), id: z.string(), position })
  .meta({ id: 'Acknowledgement' });
const subscriber = z
  .looseObject({
    kind: z.enum(['follower', 'subscription']),
    name: z.string(),
    position: z.int().min(0).max(POSITION_MAX),
    lag: z.object({ events: z.int().min(0), ageMs: z.int().min(0).nullable() }),
    state: z.string(),
    lastError: z.string().nullable(),
    nextAttemptAt: time.nullable(),
  })
  .meta({ id: 'Subscriber' });
const parked = z
  .object({
    position,
    reason: z.string(),
    attempts: z.int().min(0),
    parkedAt: time,
    queued: z.boolean(),
  })
  .meta({ id: 'ParkedEvent' });
const queued = z.object({ queued: z.int().min(0) });
const eventType = z
  .object({
    type: z.string(),
    schema: z.unknown(),
    dataschema: z.string().nullable(),
    meaning: z.string().nullable(),
    registeredAt: time.nullable().describe('null: not registered, only exempt'),
    exemptThrough: z
      .int()
      .min(0)
      .max(POSITION_MAX)
      .describe('events up to this position are checked against no schema'),
  })
  .meta({ id: 'EventType' });
const exempt = eventType.pick({ type: true, exemptThrough: true });

const plain = z
  .strictObject({ type: eventDocument.shape.type, data: eventDocument.shape.data })
  .meta({ id: 'PlainEvent' });

const json = (description: string, schema: z.ZodType) => ({ description, content: { [JSON_TYPE]: schema } });
const published = json('Stored', z.union([acknowledgement, z.array(acknowledgement)]));
const shown = json('The subscription', subscriber);
const registered = json('The type', eventType);
const logHeaders = z.object({
  'Event-Log': z.string().describe('the identity of the log'),
  'Event-Log-Epoch': z.string().describe('its epoch: another one after each restore'),
  'Event-Log-Head': z.string().describe('its highest position'),
});
const notFound = ['subscription.not_found'];
const none = { description: 'Done' };

const routes: readonly DocumentedRoute[] = [
  {
    method: 'post',
    path: '/events',
    summary:
      'Publishes one event or a batch (all or nothing); also in CloudEvents binary mode, with ce- headers. An event of a registered type must fit its schema',
    headers: binaryHeaders.extend({
      'Idempotency-Key': creationHeaders.shape['Idempotency-Key'].describe(
        'of a plain event, whose id follows from it: the same event with the same key is stored once, for good',
      ),
    }),
    body: {
      [STRUCTURED_TYPE]: eventDocument,
      [BATCH_TYPE]: z.array(eventDocument).max(BATCH_EVENTS_MAX),
      [PLAIN]: plain,
    },
    problems: [
      'event.invalid',
      'event.own_delivery',
      'event.conflict',
      'event.schema_mismatch',
      'event.too_large',
      'event.check_too_long',
      'batch.too_many_events',
      'log.overloaded',
      'idempotency.bad_key',
      'idempotency.key_reused',
    ],
    answers: {
      201: published,
      200: json('All of it had been stored before', z.union([acknowledgement, z.array(acknowledgement)])),
    },
  },
  {
    method: 'head',
    path: '/events',
    summary: 'The identity of the log (Event-Log), its epoch (Event-Log-Epoch) and its head (Event-Log-Head)',
    answers: { 200: { description: 'In the headers', headers: logHeaders } },
  },
  {
    method: 'get',
    path: '/events',
    summary: 'History as a page (with limit) or whole, or a stream of history and then live events',
    query: readQuery,
    headers: z.object({
      'Last-Event-ID': z
        .string()
        .regex(/^\d{0,15}$/)
        .optional()
        .describe('a stream goes on after this position; it wins over `after`'),
    }),
    problems: ['request.cross_site', 'follower.too_many', 'streams.too_many'],
    answers: {
      200: {
        description:
          'Events in order; pages have Link rel="next". Server-Sent Events have the position as `id`, `heartbeat` every 15 s, ' +
          '`reset` (a problem as data, id 0) for a position that the log does not have, and with `checkpoints` `checkpoint`; ' +
          'in NDJSON that is a line with `checkpoint` (a position) and `id` (of the event there), and without `position`',
        headers: logHeaders.extend(answerHeaders.link.shape),
        content: {
          [JSON_TYPE]: z.array(storedEventDocument),
          'text/event-stream': z.string(),
          'application/x-ndjson': z.string(),
        },
      },
    },
  },
  {
    method: 'get',
    path: '/events/{position}',
    summary: 'One event',
    problems: ['event.not_found'],
    params: z.object({ position: digits({ min: 1 }) }),
    answers: { 200: { description: 'The event', content: { [STRUCTURED_TYPE]: storedEventDocument } } },
  },
  {
    method: 'get',
    path: '/subscribers',
    summary: 'Every follower and subscription with its lag and state',
    answers: { 200: json('Followers first, then subscriptions', z.array(subscriber)) },
  },
  {
    method: 'put',
    path: '/followers/{name}',
    summary: 'Tells how far a follower is, and why it stopped if it did',
    problems: ['follower.too_many'],
    params: newSubscriberParams,
    body: { [JSON_TYPE]: followerReport },
    answers: { 204: none },
  },
  {
    method: 'delete',
    path: '/followers/{name}',
    summary: 'Forgets a follower that will not come back',
    problems: ['follower.not_found', 'follower.connected'],
    params: subscriberParams,
    query: forgetQuery,
    answers: { 204: none },
  },
  {
    method: 'get',
    path: '/subscriptions',
    summary: 'Every subscription',
    answers: { 200: json('By name', z.array(subscriber)) },
  },
  {
    method: 'put',
    path: '/subscriptions/{name}',
    summary: 'Subscribes, or changes the settings of a subscription, which keeps its cursor',
    problems: ['subscription.after_beyond_head', 'subscription.target_denied', 'subscription.too_many'],
    params: newSubscriberParams,
    body: { [JSON_TYPE]: subscriptionRequest },
    answers: { 201: shown, 200: shown },
  },
  {
    method: 'get',
    path: '/subscriptions/{name}',
    summary: 'One subscription',
    problems: notFound,
    params: subscriberParams,
    answers: { 200: shown },
  },
  {
    method: 'delete',
    path: '/subscriptions/{name}',
    summary: 'Ends a subscription; its parked events go with it',
    problems: notFound,
    params: subscriberParams,
    answers: { 204: none },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/replay',
    summary: 'Delivers everything after a position again',
    problems: [...notFound, 'subscription.after_beyond_head'],
    params: subscriberParams,
    body: { [JSON_TYPE]: replayRequest },
    answers: { 200: shown },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/pause',
    summary: 'Stops delivering until it is resumed',
    problems: notFound,
    params: subscriberParams,
    answers: { 200: shown },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/resume',
    summary: 'Delivers again, from where it was paused',
    problems: notFound,
    params: subscriberParams,
    answers: { 200: shown },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/retry',
    summary: 'Tries at once what waits for its next attempt',
    problems: notFound,
    params: subscriberParams,
    answers: { 202: shown },
  },
  {
    method: 'get',
    path: '/subscriptions/{name}/parked',
    summary: 'Parked events in order, with the reason of each',
    problems: notFound,
    params: subscriberParams,
    query: parkedQuery,
    answers: {
      200: { ...json('A page; Link rel="next" leads on', z.array(parked)), headers: answerHeaders.link },
    },
  },
  {
    method: 'delete',
    path: '/subscriptions/{name}/parked',
    summary: 'Discards all parked events',
    problems: notFound,
    params: subscriberParams,
    answers: { 200: json('How many', z.object({ discarded: z.int().min(0) })) },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/parked/redeliver',
    summary: 'Asks for all parked events to be delivered again, once each',
    problems: notFound,
    params: subscriberParams,
    answers: { 202: json('How many', queued) },
  },
  {
    method: 'delete',
    path: '/subscriptions/{name}/parked/{position}',
    summary: 'Discards one parked event',
    problems: [...notFound, 'parked.not_found'],
    params: parkedParams,
    answers: { 204: none },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/parked/{position}/redeliver',
    summary: 'Asks for one parked event to be delivered again, once',
    problems: [...notFound, 'parked.not_found'],
    params: parkedParams,
    answers: { 202: json('One', queued) },
  },
  {
    method: 'get',
    path: '/types',
    summary: 'Every type of events that is registered or has exempt history',
    answers: { 200: json('By name', z.array(eventType)) },
  },
  {
    method: 'put',
    path: '/types/{type}',
    summary:
      'Registers a type, whose events are checked from then on; refused if a stored event would not fit',
    problems: ['type.bad_schema', 'type.too_many', 'type.refuses_history'],
    params: newTypeParams,
    body: { [JSON_TYPE]: typeRequest },
    answers: { 201: registered, 200: registered },
  },
  {
    method: 'get',
    path: '/types/{type}',
    summary: 'One type',
    problems: ['type.not_found'],
    params: typeParams,
    answers: { 200: registered },
  },
  {
    method: 'delete',
    path: '/types/{type}',
    summary: 'Takes a type off the register: its events are stored unchecked again',
    problems: ['type.not_found'],
    params: typeParams,
    answers: { 204: none },
  },
  {
    method: 'put',
    path: '/types/{type}/exempt',
    summary:
      'Exempts history up to a position from the schemas that are registered from then on; also before the type is registered, and after its removal',
    problems: ['type.exempt_beyond_head', 'type.too_many'],
    params: newTypeParams,
    body: { [JSON_TYPE]: exemptRequest },
    answers: { 200: json('Through which position', exempt) },
  },
  {
    method: 'get',
    path: '/asyncapi.json',
    summary: 'The registered types as an AsyncAPI 3.0 document',
    answers: { 200: json('AsyncAPI 3.0', z.looseObject({})) },
  },
];

export const busOpenApi = openApiDocument({
  title: 'event-bus',
  description: 'Stores every event, streams and pushes them, replays history.',
  routes,
  problems: busProblems,
});
