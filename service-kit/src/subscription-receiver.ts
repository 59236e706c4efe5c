import { Router } from 'express';
import { z } from 'zod';
import { BATCH_TYPE, STRUCTURED_TYPE, type StoredEvent, storedEventSchema } from './cloud-event';
import { DomainError } from './domain-error';
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX } from './event-batch';
import { grantHandshake } from './grant-handshake';
import { readJson } from './json-body';
import { methodNotAllowed } from './problem-handler';

const EVENT_TYPES = [STRUCTURED_TYPE, BATCH_TYPE];
/** A batch, with room for the attributes that the bus adds to its events. */
const BODY_BYTES_MAX = 2 * BATCH_BYTES_MAX;

/**
 * Receives what the bus pushes to `POST path`: one event or an ordered batch (CloudEvents structured and batched
 * mode). `handle` is called with all of them; answers 204 once it resolves. After an error the bus
 * sends the same again, so handling an event twice must be harmless. A bus that asks for permission (`handshake`) gets it.
 */
export function subscriptionReceiver(options: {
  path: string;
  handle(events: readonly StoredEvent[]): Promise<void>;
}): Router {
  const router = Router();
  router
    .route(options.path)
    .post(async (request, response) => {
      const body = await readJson(request, response, { types: EVENT_TYPES, bytesMax: BODY_BYTES_MAX });
      await options.handle(body.type === BATCH_TYPE ? parseBatch(body.value) : [parseEvent(body.value)]);
      response.status(204).end();
    })
    .all(grantHandshake)
    .all(methodNotAllowed);
  return router;
}

function parseEvent(json: unknown): StoredEvent {
  if (!Array.isArray(json)) return storedEventSchema.parse(json);
  throw new DomainError('request.invalid', `Expected one event as ${STRUCTURED_TYPE}, got an array.`);
}

function parseBatch(events: unknown): StoredEvent[] {
  if (!Array.isArray(events)) {
    throw new DomainError('request.invalid', `Expected an array of events as ${BATCH_TYPE}.`);
  }
  // Before the events are parsed: the faults of millions of items would exhaust memory.
  if (events.length > BATCH_EVENTS_MAX) {
    const message = `Expected at most ${BATCH_EVENTS_MAX} events in a batch, got ${events.length}.`;
    throw new DomainError('request.too_large', message);
  }
  return z.array(storedEventSchema).parse(events);
}
