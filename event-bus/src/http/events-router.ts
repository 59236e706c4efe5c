import { EventFilter, type EventLog, readEvent } from '@blog/event-log';
import {
  clientAddress,
  type DomainError,
  EventStream,
  holderOf,
  type Logger,
  methodNotAllowed,
  noQuery,
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
import { problems } from '../problems';
import { readPage } from './read-page';
import { parseReadQuery, type ReadQuery } from './read-query';
import { streamHistory, streamLive } from './stream-events';
import { ndjson, type StreamFormat, serverSentEvents } from './stream-format';

const JSON_TYPE = 'application/json';
const LIVE_FORMATS = new Map([serverSentEvents, ndjson].map((format) => [format.contentType, format]));
const ACCEPTED = [JSON_TYPE, ...LIVE_FORMATS.keys()];

/** What a reader asks for. */
interface Reading {
  readonly query: ReadQuery;
  /** Undefined for JSON. */
  readonly format: StreamFormat | undefined;
  /** Why it cannot go on after its position, which is told within Server-Sent Events. */
  readonly fault: DomainError | undefined;
}

/** POST /events, GET /events as a page, a whole history or a stream, and GET /events/:position. */
export function eventsRouter(options: {
  log: EventLog;
  publish: RequestHandler;
  /** Without them a reader has no name. */
  followers?: Followers;
  logger: Logger;
  /** Ends the streams that begin now. */
  closing: () => AbortSignal;
  streamsMax: number;
}): Router {
  const { log, publish, followers, logger, closing, streamsMax } = options;
  const anonymous = new StreamGate(streamsMax);
  // Of their own, so that a crowd of onlookers cannot keep a service from coming. Established followers need none.
  const named = new StreamGate(streamsMax);
  const turns = new ScanTurns();
  const failures = new SampledLog(logger);

  async function answerPage(request: Request, response: Response, query: ReadQuery, limit: number) {
    const filter = filterOf(query);
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

  async function answerStream(request: Request, response: Response, reading: Reading) {
    const { query, format, fault } = reading;
    const { after = 0, follower: name, instance } = query;
    let stream: EventStream | undefined;
    const head = format ?? { contentType: JSON_TYPE, heartbeat: '\n' };
    if (fault !== undefined) {
      stream = new EventStream(request, response, { ...head, closing: closing() });
      await stream.write(sseReset(fault));
      return stream.close();
    }
    // A history in one answer follows nothing, whatever name it gives.
    const follower = name === undefined || format === undefined ? undefined : { name, instance };
    const address = clientAddress(request);
    const close = () => stream?.close();
    // Before another's stream gives way to this one, which the list would then refuse.
    if (follower !== undefined) followers?.requirePlace({ ...follower, address });
    if (follower === undefined || !followers?.hasPlace(follower)) {
      const shares = [address, ...(name === undefined ? [] : [name])];
      const gate = follower === undefined ? anonymous : named;
      response.once('close', gate.enter({ shares, close }));
    }
    const filter = filterOf(query);
    const reader = follower && followers?.connect({ ...follower, address, close, position: after });
    stream = new EventStream(request, response, { ...head, closing: closing() });
    const scanning = { after, filter, turns, checkpoints: query.checkpoints !== undefined };
    const lane = () => (follower !== undefined && followers?.isKnown(follower) ? 'known' : 'others');
    try {
      if (format) await streamLive(log, stream, { ...scanning, format, lane, onSent: reader?.sent });
      else await streamHistory(log, stream, scanning);
    } catch (error) {
      failures.error({ err: error }, 'a stream had to be cut');
      response.destroy();
    } finally {
      reader?.close();
    }
  }

  /** Reads and checks what a GET or HEAD asks for, and sets the headers that both are answered with. */
  async function beginRead(request: Request, response: Response): Promise<Reading> {
    response.vary('Accept');
    // What wants none of them gets JSON, as on every other route (RFC 9110, 12.5.1).
    const accepted = request.accepts(ACCEPTED) || JSON_TYPE;
    const format = LIVE_FORMATS.get(accepted);
    const query = parseReadQuery(request);
    if (query.limit !== undefined && format !== undefined) {
      throw problems.error('request.invalid', 'Expected no limit on a stream: it goes on until you leave.');
    }
    if (query.checkpoints !== undefined && format === undefined) {
      throw problems.error('request.invalid', 'Expected no checkpoints in JSON: they belong to a stream.');
    }
    // Who reads JSON and names no epoch asks for what there is, which beyond the head is nothing.
    const isResumed = format !== undefined || query.epoch !== undefined;
    const { after = 0, epoch } = query;
    const fault = isResumed ? await resumeFault({ after, epoch }, log) : undefined;
    if (fault !== undefined && format !== serverSentEvents) throw fault;
    setLogHeaders(response, log);
    return { query, format, fault };
  }

  const router = Router();
  router
    .route('/events')
    .post(noQuery, publish)
    .head(async (request, response) => {
      const { format } = await beginRead(request, response);
      response.setHeader('Content-Type', format?.contentType ?? JSON_TYPE);
      response.end();
    })
    .get(async (request, response) => {
      const reading = await beginRead(request, response);
      const { query } = reading;
      if (query.limit === undefined) await answerStream(request, response, reading);
      else await answerPage(request, response, query, query.limit);
    })
    .all(methodNotAllowed);

  router
    .route('/events/:position')
    .get(noQuery, async (request, response) => {
      const { position } = request.params;
      const wanted = /^\d{1,15}$/.test(position) ? Number(position) : 0;
      // A replica may not have read yet what another has just acknowledged.
      if (wanted > log.head) await log.append([]);
      const record = wanted === 0 ? undefined : await readEvent(log, wanted);
      if (record === undefined) {
        const message = `Expected a position from 1 to ${log.head}, got ${position}.`;
        throw problems.error('event.not_found', message);
      }
      response.type(STRUCTURED_TYPE).send(record.bytes);
    })
    .all(methodNotAllowed);
  return router;
}

const filterOf = ({ type, subject, contains }: ReadQuery) =>
  EventFilter.of({ types: type, subject, contains });

function setLogHeaders(response: Response, log: EventLog): void {
  response.setHeader('Event-Log', log.id);
  response.setHeader('Event-Log-Epoch', log.epoch);
  response.setHeader('Event-Log-Head', log.head);
}
