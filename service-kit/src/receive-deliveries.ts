import { z } from 'zod';
import { BATCH_TYPE, STRUCTURED_TYPE, type StoredEvent, storedEventSchema } from './cloud-event';
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX } from './event-batch';
import { deliveredEventDocument } from './event-document';
import { grantHandshake } from './grant-handshake';
import { readJson } from './json-body';
import { problems } from './problems';
import type { Endpoint, Route } from './route';

const EVENT_TYPES = [STRUCTURED_TYPE, BATCH_TYPE];
/** A batch, with room for the attributes that the bus adds to its events. */
const BODY_BYTES_MAX = 2 * BATCH_BYTES_MAX;

/**
 * The route that the bus pushes to: one event or an ordered batch (CloudEvents structured and batched mode). The URL of a
 * subscription may have a query of its own, which is ignored.
 */
export function deliveryRoute(route: Pick<Route, 'path' | 'summary' | 'problems'>) {
  return {
    ...route,
    method: 'post',
    readByHandler: {
      query: z.looseObject({}),
      body: {
        [STRUCTURED_TYPE]: deliveredEventDocument,
        [BATCH_TYPE]: z.array(deliveredEventDocument).max(BATCH_EVENTS_MAX),
      },
    },
    answers: { 204: { description: 'All of them are handled; the bus sends the next' } },
  } as const satisfies Route;
}

/**
 * Calls `handle` with the events of each delivery; 204 once it resolves. After an error the bus sends the same events again, so
 * handling one twice must be harmless. Grants the handshake by which a bus asks first (`handshake`).
 */
export function receiveDeliveries(
  route: Route,
  handle: (events: readonly StoredEvent[]) => Promise<void>,
): Endpoint {
  return {
    route,
    handle: async ({ request, response }) => {
      const body = await readJson(request, response, { types: EVENT_TYPES, bytesMax: BODY_BYTES_MAX });
      await handle(body.type === BATCH_TYPE ? parseBatch(body.value) : [parseEvent(body.value)]);
    },
    otherMethods: grantHandshake,
  };
}

function parseEvent(json: unknown): StoredEvent {
  if (!Array.isArray(json)) return storedEventSchema.parse(json);
  throw problems.error('request.invalid', `Expected one event as ${STRUCTURED_TYPE}, got an array.`);
}

function parseBatch(events: unknown): StoredEvent[] {
  if (!Array.isArray(events)) {
    throw problems.error('request.invalid', `Expected an array of events as ${BATCH_TYPE}.`);
  }
  // Checked before each event is: the faults of millions of items would take all memory.
  if (events.length > BATCH_EVENTS_MAX) {
    const message = `Expected at most ${BATCH_EVENTS_MAX} events in a batch, got ${events.length}.`;
    throw problems.error('request.too_large', message);
  }
  return z.array(storedEventSchema).parse(events);
}
