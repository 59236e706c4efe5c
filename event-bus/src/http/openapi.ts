import {
  BATCH_EVENTS_MAX,
  BATCH_TYPE,
  creationHeaders,
  type DocumentedRoute,
  openApiDocument,
  STRUCTURED_TYPE,
} from '@blog/service-kit';
import { z } from 'zod';
import { PLAIN } from './parse-publish';
import { newSubscriberName, readQuery, subscriberName } from './read-query';
import { forgetQuery } from './subscriber-router';
import { followerReport, replayRequest, subscriptionRequest } from './subscription-request';
import { parkedQuery } from './subscription-router';
import { exemptRequest, newTypeName, typeName, typeRequest } from './type-request';

const JSON_TYPE = 'application/json';
const event = z
  .looseObject({ specversion: z.literal('1.0'), id: z.string(), source: z.string(), type: z.string() })
  .describe('A CloudEvents 1.0 event');
const storedEvent = event.extend({ position: z.int().positive(), storedtime: z.string() });
const acknowledgement = z.object({ status: z.literal('OK'), id: z.string(), position: z.int().positive() });
const subscriber = z.looseObject({
  kind: z.enum(['follower', 'subscription']),
  name: z.string(),
  position: z.int(),
  lag: z.object({ events: z.int(), ageMs: z.int().nullable() }),
  state: z.string(),
  lastError: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
});
const parked = z.object({
  position: z.int().positive(),
  reason: z.string(),
  attempts: z.int(),
  parkedAt: z.string(),
  queued: z.boolean(),
});
const queued = z.object({ queued: z.int() });
const named = z.object({ name: subscriberName });
const newNamed = z.object({ name: newSubscriberName });
const placed = named.extend({ position: z.string().regex(/^\d+$/) });

const typed = z.object({ type: typeName });
const newTyped = z.object({ type: newTypeName });
const eventType = z.object({
  type: z.string(),
  schema: z.unknown(),
  dataschema: z.string().nullable(),
  meaning: z.string().nullable(),
  registeredAt: z.string().nullable().describe('null: not registered, only exempt'),
  exemptThrough: z.int().min(0).describe('events up to this position are checked against no schema'),
});
const exempt = eventType.pick({ type: true, exemptThrough: true });

const json = (description: string, schema: z.ZodType) => ({ description, content: { [JSON_TYPE]: schema } });
const published = json('Stored', z.union([acknowledgement, z.array(acknowledgement)]));
const shown = json('The subscription', subscriber);
const registered = json('The type', eventType);
const none = { description: 'Done' };

const routes: readonly DocumentedRoute[] = [
  {
    method: 'post',
    path: '/events',
    summary:
      'Publishes one event or a batch (all or nothing); also in CloudEvents binary mode, with ce- headers. An event of a registered type must fit its schema',
    headers: creationHeaders.extend({
      'Idempotency-Key': creationHeaders.shape['Idempotency-Key'].describe(
        'of a plain event, whose id follows from it: the same event with the same key is stored once, for good',
      ),
    }),
    body: {
      [STRUCTURED_TYPE]: event,
      [BATCH_TYPE]: z.array(event).max(BATCH_EVENTS_MAX),
      [PLAIN]: z.strictObject({ type: z.string(), data: z.unknown() }),
    },
    answers: { 201: published, 200: json('All of it had been stored before', z.unknown()) },
  },
  {
    method: 'head',
    path: '/events',
    summary: 'The identity of the log (Event-Log), its epoch (Event-Log-Epoch) and its head (Event-Log-Head)',
    answers: { 200: { description: 'In the headers' } },
  },
  {
    method: 'get',
    path: '/events',
    summary: 'History as a page (with limit) or whole, or a stream of history and then live events',
    query: readQuery,
    answers: {
      200: {
        description:
          'Events in order; pages have Link rel="next". Server-Sent Events have the position as `id`, `heartbeat` every 15 s, ' +
          'and `reset` (a problem as data, id 0) for a position that the log does not have',
        content: {
          [JSON_TYPE]: z.array(storedEvent),
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
    params: z.object({ position: z.string().regex(/^\d+$/) }),
    answers: { 200: { description: 'The event', content: { [STRUCTURED_TYPE]: storedEvent } } },
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
    params: newNamed,
    body: { [JSON_TYPE]: followerReport },
    answers: { 204: none },
  },
  {
    method: 'delete',
    path: '/followers/{name}',
    summary: 'Forgets a follower that will not come back',
    params: named,
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
    params: newNamed,
    body: { [JSON_TYPE]: subscriptionRequest },
    answers: { 201: shown, 200: shown },
  },
  {
    method: 'get',
    path: '/subscriptions/{name}',
    summary: 'One subscription',
    params: named,
    answers: { 200: shown },
  },
  {
    method: 'delete',
    path: '/subscriptions/{name}',
    summary: 'Ends a subscription; its parked events go with it',
    params: named,
    answers: { 204: none },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/replay',
    summary: 'Delivers everything after a position again',
    params: named,
    body: { [JSON_TYPE]: replayRequest },
    answers: { 200: shown },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/pause',
    summary: 'Stops delivering until it is resumed',
    params: named,
    answers: { 200: shown },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/resume',
    summary: 'Delivers again, from where it was paused',
    params: named,
    answers: { 200: shown },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/retry',
    summary: 'Tries at once what waits for its next attempt',
    params: named,
    answers: { 202: shown },
  },
  {
    method: 'get',
    path: '/subscriptions/{name}/parked',
    summary: 'Parked events in order, with the reason of each',
    params: named,
    query: parkedQuery,
    answers: { 200: json('A page; Link rel="next" leads on', z.array(parked)) },
  },
  {
    method: 'delete',
    path: '/subscriptions/{name}/parked',
    summary: 'Discards all parked events',
    params: named,
    answers: { 200: json('How many', z.object({ discarded: z.int() })) },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/parked/redeliver',
    summary: 'Asks for all parked events to be delivered again, once each',
    params: named,
    answers: { 202: json('How many', queued) },
  },
  {
    method: 'delete',
    path: '/subscriptions/{name}/parked/{position}',
    summary: 'Discards one parked event',
    params: placed,
    answers: { 204: none },
  },
  {
    method: 'post',
    path: '/subscriptions/{name}/parked/{position}/redeliver',
    summary: 'Asks for one parked event to be delivered again, once',
    params: placed,
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
    params: newTyped,
    body: { [JSON_TYPE]: typeRequest },
    answers: { 201: registered, 200: registered },
  },
  {
    method: 'get',
    path: '/types/{type}',
    summary: 'One type',
    params: typed,
    answers: { 200: registered },
  },
  {
    method: 'delete',
    path: '/types/{type}',
    summary: 'Takes a type off the register: its events are stored unchecked again',
    params: typed,
    answers: { 204: none },
  },
  {
    method: 'put',
    path: '/types/{type}/exempt',
    summary:
      'Exempts history up to a position from the schemas that are registered from then on; also before the type is registered, and after its removal',
    params: newTyped,
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
});
