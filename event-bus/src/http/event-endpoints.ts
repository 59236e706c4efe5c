import { EventFilter, type EventLog, readEvent } from '@blog/event-log';
import {
  clientAddress,
  type Endpoint,
  EventStream,
  type Handlers,
  holderOf,
  type Input,
  implement,
  type Logger,
  releaseWith,
  SampledLog,
  STRUCTURED_TYPE,
  StreamGate,
  setNextLink,
  signalOfLeaving,
  sseReset,
  transferLimitsOf,
} from '@blog/service-kit';
import type { Followers } from '../domain/followers';
import { ScanTurns } from '../domain/scan-turns';
import { problems } from '../problems';
import { beginRead, JSON_TYPE, type Reading } from './begin-read';
import { eventRoutes } from './event-routes';
import { readPage } from './read-page';
import type { ReadQuery } from './read-query';
import { streamHistory, streamLive } from './stream-events';

type Exchange = Pick<Input, 'request' | 'response'>;

export function eventEndpoints(options: {
  log: EventLog;
  publish: Handlers<typeof eventRoutes>['publishEvents'];
  /** Without them no reader has a name. */
  followers?: Followers;
  logger: Logger;
  /** Ends the streams that begin now. */
  closing: () => AbortSignal;
  streamsMax: number;
}): Endpoint[] {
  const { log, publish, followers, logger, closing, streamsMax } = options;
  const anonymous = new StreamGate(streamsMax);
  // Separate, so that a crowd of onlookers cannot keep a service out. Established followers need no place in either.
  const named = new StreamGate(streamsMax);
  const turns = new ScanTurns();
  const failures = new SampledLog(logger);

  async function answerPage({ request, response }: Exchange, query: ReadQuery, limit: number) {
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
    // One write to the socket, without a copy of the whole page.
    response.cork();
    for (const part of json) response.write(part);
    response.end();
  }

  async function answerStream({ request, response }: Exchange, { query, format, fault }: Reading) {
    const { after = 0, follower: name, instance } = query;
    let stream: EventStream | undefined;
    const head = format ?? { contentType: JSON_TYPE, heartbeat: '\n' };
    if (fault !== undefined) {
      stream = new EventStream(request, response, { ...head, closing: closing() });
      await stream.write(sseReset(fault));
      return stream.close();
    }
    // The reader of a history in one answer follows nothing, whatever name it gives.
    const follower = name === undefined || format === undefined ? undefined : { name, instance };
    const address = clientAddress(request);
    const close = () => stream?.close();
    // Before another stream is closed in favour of this one, which the list would then refuse.
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

  return implement(eventRoutes, {
    publishEvents: publish,
    describeLog: async (input) => {
      const { format } = await beginRead(input, log);
      input.response.setHeader('Content-Type', format?.contentType ?? JSON_TYPE);
      input.response.end();
    },
    readEvents: async (input) => {
      const reading = await beginRead(input, log);
      const { query } = reading;
      if (query.limit === undefined) await answerStream(input, reading);
      else await answerPage(input, query, query.limit);
    },
    readEvent: async ({ request, response }) => {
      const position = String(request.params.position);
      const wanted = /^\d{1,15}$/.test(position) ? Number(position) : 0;
      // A replica may not have read yet what another has just acknowledged.
      if (wanted > log.head) await log.append([]);
      const record = wanted === 0 ? undefined : await readEvent(log, wanted);
      if (record === undefined) {
        const message = `Expected a position from 1 to ${log.head}, got ${position}.`;
        throw problems.error('event.not_found', message);
      }
      response.type(STRUCTURED_TYPE).send(record.bytes);
    },
  });
}

const filterOf = ({ type, subject, contains }: ReadQuery) =>
  EventFilter.of({ types: type, subject, contains });
