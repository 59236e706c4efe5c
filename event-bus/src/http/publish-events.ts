import type { IncomingHttpHeaders } from 'node:http';
import { BATCH_BYTES_MAX, type DomainError, keyReused, readBody, requireNoEncoding } from '@blog/service-kit';
import type { Request, Response } from 'express';
import type { EventLog, NewEvent } from '../domain/event-log';
import type { EventTypes } from '../domain/event-types';
import { parsePublish } from './parse-publish';

/**
 * Handles POST /events: answers 201 once the events are on disk, or 200 if every one of them was stored before; with an
 * Idempotency-Key a plain event gets the first answer again. The answer is written without Express' helpers, since nearly all
 * the time of a small request goes into such things.
 */
export function publishEvents(options: {
  log: EventLog;
  types: EventTypes;
}): (request: Request, response: Response) => Promise<void> {
  const { log, types } = options;
  return async (request, response) => {
    requireNoEncoding(request, response);
    const body = await readBody(request, response, BATCH_BYTES_MAX);
    while (types.closed !== undefined) await types.closed;
    // From here on until they are handed to the log nothing may wait: a type could change in between.
    const { events, isBatch, key } = readEvents(request.headers, body, types);
    const appended = await log.append(events).catch((error: unknown) => {
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
function readEvents(headers: IncomingHttpHeaders, body: Buffer, types: EventTypes) {
  const { events, ...rest } = parsePublish(headers, body);
  types.check(events);
  return { events: events.map(({ event }): NewEvent => event), ...rest };
}
