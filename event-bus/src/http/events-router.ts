import { EventFilter, type EventLog, readEvent } from '@blog/event-log';
import {
  clientAddress,
  DomainError,
  EventStream,
  holderOf,
  type Logger,
  methodNotAllowed,
  releaseWith,
  SampledLog,
  STRUCTURED_TYPE,
  StreamGate,
  setNextLink,
  signalOfLeaving,
  sseReset,
  transferLimitsOf,
} from '@blog/service-kit';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Followers } from '../domain/followers';
import { resumeFault } from '../domain/resume-fault';
import { ScanTurns } from '../domain/scan-turns';
import { readPage } from './read-page';
import { parseReadQuery, type ReadQuery } from './read-query';
import { streamHistory, streamLive } from './stream-events';
import { ndjson, serverSentEvents } from './stream-format';

const JSON_TYPE = 'application/json';
const LIVE_FORMATS = new Map([serverSentEvents, ndjson].map((format) => [format.contentType, format]));
const ACCEPTED = [JSON_TYPE, ...LIVE_FORMATS.keys()];

/** POST /events, GET /events as a page, a whole history or a stream, and GET /events/:position. */
export function eventsRouter(options: {
  log: EventLog;
  publish: RequestHandler;
  followers: Followers;
  logger: Logger;
  closing: AbortSignal;
  streamsMax: number;
}): Router {
  const { log, publish, followers, logger, closing, streamsMax } = options;
  const anonymous = new StreamGate(streamsMax);
  // Of their own, so that a crowd of onlookers cannot keep a service from coming. Established followers need none.
  const named = new StreamGate(streamsMax);
  const turns = new ScanTurns();
  const failures = new SampledLog(logger);

  async function answerPage(request: Request, response: Response, query: ReadQuery, limit: number) {
    const fault =
      query.epoch === undefined ? undefined : resumeFault({ ...query, after: query.after ?? 0 }, log);
    if (fault !== undefined) throw fault;
    const filter = EventFilter.of({ types: query.type, subject: query.subject });
    const signal = signalOfLeaving(response);
    const { budget } = transferLimitsOf(request);
    const lease = budget.take(0);
    releaseWith(response, lease);
    const { json, next } = await readPage(
      log,
      { after: query.after ?? 0, limit, filter },
      { turns, budget, lease, signal },
    );
    setNextLink(request, response, { name: 'after', cursor: next });
    const bytes = json.reduce((sum, part) => sum + part.length, 0);
    lease.offer(holderOf(response, bytes));
    response.type(JSON_TYPE).setHeader('Content-Length', bytes);
    // Together, but without a copy of all.
    response.cork();
    for (const part of json) response.write(part);
    response.end();
  }

  async function answerStream(request: Request, response: Response, query: ReadQuery, accepted: string) {
    const { after = 0, follower: name, instance } = query;
    let stream: EventStream | undefined;
    const format = LIVE_FORMATS.get(accepted);
    const head = format ?? { contentType: JSON_TYPE, heartbeat: '\n' };
    const fault = resumeFault({ after, epoch: query.epoch }, log);
    if (fault !== undefined && format === serverSentEvents) {
      stream = new EventStream(request, response, { ...head, closing });
      await stream.write(sseReset(fault));
      return stream.close();
    }
    if (fault !== undefined && (format !== undefined || query.epoch !== undefined)) throw fault;
    // A history in one answer follows nothing, whatever name it gives.
    const follower = name === undefined || format === undefined ? undefined : { name, instance };
    const address = clientAddress(request);
    const close = () => stream?.close();
    // Before another's stream gives way to this one, which the list would then refuse.
    if (follower !== undefined) followers.requirePlace({ ...follower, address });
    if (follower === undefined || !followers.hasPlace(follower)) {
      const shares = [address, ...(name === undefined ? [] : [name])];
      const gate = follower === undefined ? anonymous : named;
      response.once('close', gate.enter({ shares, close }));
    }
    const filter = EventFilter.of({ types: query.type, subject: query.subject });
    const reader = follower && followers.connect({ ...follower, address, close, position: after });
    stream = new EventStream(request, response, { ...head, closing });
    const reading = { after, filter, turns, checkpoints: query.checkpoints !== undefined };
    const lane = () => (follower !== undefined && followers.isKnown(follower) ? 'known' : 'others');
    try {
      if (format) await streamLive(log, stream, { ...reading, format, lane, onSent: reader?.sent });
      else await streamHistory(log, stream, reading);
    } catch (error) {
      failures.error({ err: error }, 'a stream had to be cut');
      response.destroy();
    } finally {
      reader?.close();
    }
  }

  const router = Router();
  router
    .route('/events')
    .post(publish)
    .head((_request, response) => {
      setLogHeaders(response, log);
      response.type(JSON_TYPE).end();
    })
    .get(async (request, response) => {
      response.vary('Accept');
      // What wants none of them gets JSON, as on every other route (RFC 9110, 12.5.1).
      const accepted = request.accepts(ACCEPTED) || JSON_TYPE;
      const query = parseReadQuery(request);
      if (query.limit !== undefined && accepted !== JSON_TYPE) {
        throw new DomainError(
          'request.invalid',
          'Expected no limit on a stream: it goes on until you leave.',
        );
      }
      if (query.checkpoints !== undefined && accepted === JSON_TYPE) {
        throw new DomainError('request.invalid', 'Expected no checkpoints in JSON: they belong to a stream.');
      }
      setLogHeaders(response, log);
      if (query.limit === undefined) await answerStream(request, response, query, accepted);
      else await answerPage(request, response, query, query.limit);
    })
    .all(methodNotAllowed);

  router
    .route('/events/:position')
    .get(async (request, response) => {
      const { position } = request.params;
      const wanted = /^\d{1,15}$/.test(position) ? Number(position) : 0;
      const record = wanted === 0 ? undefined : await readEvent(log, wanted);
      if (record === undefined) {
        const message = `Expected a position from 1 to ${log.head}, got ${position}.`;
        throw new DomainError('event.not_found', message);
      }
      response.type(STRUCTURED_TYPE).send(record.bytes);
    })
    .all(methodNotAllowed);
  return router;
}

function setLogHeaders(response: Response, log: EventLog): void {
  response.setHeader('Event-Log', log.id);
  response.setHeader('Event-Log-Epoch', log.epoch);
  response.setHeader('Event-Log-Head', log.head);
}
