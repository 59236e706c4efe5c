import {
  acknowledgement,
  answerHeaders,
  BATCH_EVENTS_MAX,
  BATCH_TYPE,
  binaryHeaders,
  creationHeaders,
  defineRoutes,
  digits,
  eventDocument,
  STRUCTURED_TYPE,
  storedEventDocument,
} from '@blog/service-kit';
import { z } from 'zod';
import { jsonAnswer } from './json-answer';
import { readQuery } from './read-query';

const plainEvent = z
  .strictObject({ type: eventDocument.shape.type, data: eventDocument.shape.data })
  .meta({ id: 'PlainEvent' });
const acknowledged = z.union([acknowledgement, z.array(acknowledgement)]);
const logHeaders = z.object({
  'Event-Log': z.string().describe('the identity of the log'),
  'Event-Log-Epoch': z.string().describe('its epoch: another one after each restore'),
  'Event-Log-Head': z.string().describe('its highest position'),
});
const readHeaders = z.object({
  'Last-Event-ID': z
    .string()
    .regex(/^\d{0,15}$/)
    .optional()
    .describe('a stream continues after this position; it wins over `after`'),
});

/** Publishing and reading events. */
export const eventRoutes = defineRoutes({
  publishEvents: {
    method: 'post',
    path: '/events',
    summary:
      'Publishes one event or a batch (all or nothing); also in CloudEvents binary mode, with ce- headers. An event of a registered type must fit its schema',
    headers: binaryHeaders.extend({
      'Idempotency-Key': creationHeaders.shape['Idempotency-Key'].describe(
        'of a plain event, whose id follows from it: the same event with the same key is stored once, however late it comes',
      ),
    }),
    readByHandler: {
      body: {
        [STRUCTURED_TYPE]: eventDocument,
        [BATCH_TYPE]: z.array(eventDocument).max(BATCH_EVENTS_MAX),
        'application/json': plainEvent,
      },
    },
    answers: {
      200: jsonAnswer('All of it had been stored before', acknowledged),
      201: jsonAnswer('Stored', acknowledged),
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
    isHot: true,
    isUnmeasured: true,
  },
  describeLog: {
    method: 'head',
    path: '/events',
    summary: 'The identity of the log (Event-Log), its epoch (Event-Log-Epoch) and its head (Event-Log-Head)',
    headers: readHeaders,
    readByHandler: { query: readQuery },
    answers: { 200: { description: 'In the headers', headers: logHeaders } },
    problems: ['log.position_unknown'],
    isUnmeasured: true,
  },
  readEvents: {
    method: 'get',
    path: '/events',
    summary: 'History as a page (with limit) or whole, or a stream of history and then live events',
    headers: readHeaders,
    readByHandler: { query: readQuery },
    answers: {
      200: {
        description:
          'Events in order; pages have Link rel="next". Server-Sent Events have the position as `id`, `heartbeat` every 15 s, ' +
          '`reset` (a problem as data, id 0) for a position that the log does not have, and with `checkpoints` `checkpoint`; ' +
          'in NDJSON that is a line with `checkpoint` (a position) and `id` (of the event there), and without `position`',
        headers: logHeaders.extend(answerHeaders.link.shape),
        content: {
          'application/json': z.array(storedEventDocument),
          'text/event-stream': z.string(),
          'application/x-ndjson': z.string(),
        },
      },
    },
    problems: ['request.cross_site', 'log.position_unknown', 'follower.too_many', 'streams.too_many'],
    isUnmeasured: true,
  },
  readEvent: {
    method: 'get',
    path: '/events/{position}',
    summary: 'One event',
    // Anything but a position of the log is not found.
    readByHandler: { params: z.object({ position: digits({ min: 1 }) }) },
    answers: { 200: { description: 'The event', content: { [STRUCTURED_TYPE]: storedEventDocument } } },
    problems: ['event.not_found'],
    isUnmeasured: true,
  },
});
