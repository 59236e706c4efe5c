import type { EventLog } from '@blog/event-log';
import { allowedHosts, createApp, type Logger, type TransferLimits } from '@blog/service-kit';
import { type Express, type RequestHandler, Router } from 'express';
import { Registry } from 'prom-client';
import type { BusSettings } from '../config';
import { eventsRouter } from '../http/events-router';
import { busOpenApi } from '../http/openapi';
import { busProblems } from '../http/problem-table';
import type { ForwardToLeader } from './forward-to-leader';

/**
 * What a replica answers while another leads: it reads the log for whoever gives no name, and passes on everything else, also questions for the head. The
 * streams of named followers are the leader's, which tells `GET /subscribers` who is connected.
 */
export function createReaderApp(options: {
  log: EventLog;
  leader: ForwardToLeader;
  leaderUrl: () => string | undefined;
  logger: Logger;
  closing: AbortSignal;
  settings: BusSettings;
  transfer: TransferLimits;
  metrics: Registry;
}): Express {
  const { log, leader, leaderUrl, logger, closing, settings, transfer, metrics } = options;
  const forward: RequestHandler = (request, response) => leader.handle(request, response);
  const named = Router();
  // The head that a publisher goes by: what nobody can append to at the moment is not caught up with either.
  named.head('/events', forward);
  named.get('/events', (request, response, next) => {
    if (request.query.follower === undefined) next();
    else return forward(request, response, next);
  });
  const others = Router();
  others.use(forward);
  return createApp({
    hotRoutes: [{ method: 'POST', path: '/events', handler: (...sent) => leader.handle(sent[0], sent[1]) }],
    unmeasuredRouters: [
      named,
      eventsRouter({ log, publish: forward, logger, closing, streamsMax: settings.STREAMS_MAX }),
    ],
    routers: [others],
    openApi: busOpenApi,
    readiness: () => ({
      ready: !closing.aborted,
      checks: { log: { id: log.id, epoch: log.epoch, head: log.head }, leader: { url: leaderUrl() ?? null } },
    }),
    problems: busProblems,
    logger,
    corsOrigins: settings.CORS_ORIGINS,
    allowedHosts: allowedHosts(settings),
    changesByGet: ({ query }) => query.follower !== undefined,
    requestsInFlightMax: settings.REQUESTS_IN_FLIGHT_MAX,
    transfer,
    // Each app counts its own requests.
    metrics: Registry.merge([metrics]),
  });
}
