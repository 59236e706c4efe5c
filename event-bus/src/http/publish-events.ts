import { BATCH_BYTES_MAX, readBody } from '@blog/service-kit';
import type { Request, Response } from 'express';
import type { EventLog } from '../domain/event-log';
import { parsePublish } from './parse-publish';

/**
 * Handles POST /events: answers 201 once the events are on disk, or 200 if every one of them was stored before. The
 * answer is written without Express' helpers, since nearly all the time of a small request goes into such things.
 */
export function publishEvents(log: EventLog): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    const body = await readBody(request, response, BATCH_BYTES_MAX);
    const { events, isBatch } = parsePublish(request.headers, body);
    const appended = await log.append(events);
    const items = appended.map(({ id, position }) => ({ status: 'OK', id, position }));
    const json = JSON.stringify(isBatch ? items : items[0]);
    const isAnyNew = appended.some(({ isNew }) => isNew);
    response.writeHead(isAnyNew ? 201 : 200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(json),
    });
    response.end(json);
  };
}
