import type { EventLog } from '@blog/event-log';
import {
  BATCH_BYTES_MAX,
  type DomainError,
  type Handlers,
  keyReused,
  readBody,
  requireNoEncoding,
} from '@blog/service-kit';
import type { Request } from 'express';
import { appendFitting } from '../domain/append-fitting';
import type { EventTypes } from '../domain/event-types';
import type { eventRoutes } from './event-routes';
import { parsePublish } from './parse-publish';

/**
 * Handles POST /events: answers 201 once the events are on disk, or 200 if every one of them was stored before. With an
 * Idempotency-Key a plain event gets the first answer again. It writes the answer without Express, whose helpers would take most of
 * the time of a small request.
 */
export function publishEvents(options: {
  log: EventLog;
  types: EventTypes;
}): Handlers<typeof eventRoutes>['publishEvents'] {
  return async ({ request, response }) => {
    requireNoEncoding(request, response);
    const body = await readBody(request, response, BATCH_BYTES_MAX);
    const { appending, isBatch, key } = beginAppend(request, body, options);
    const appended = await appending.catch((error: unknown) => {
      throw key !== undefined && (error as DomainError).code === 'event.conflict' ? keyReused(key) : error;
    });
    const items = appended.map(({ id, position }) => ({ status: 'OK', id, position }));
    const json = JSON.stringify(isBatch ? items : items[0]);
    const isCreated = key !== undefined || appended.some(({ isNew }) => isNew);
    response.writeHead(isCreated ? 201 : 200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(json),
    });
    response.end(json);
  };
}

/** A function of its own, so that what was parsed is garbage while the events wait to be stored. */
function beginAppend(request: Request, body: Buffer, options: { log: EventLog; types: EventTypes }) {
  const { events, ...rest } = parsePublish(request, body);
  return { appending: appendFitting(options, events), ...rest };
}
