import { createApp } from '@blog/service-kit';
import { type Express, type RequestHandler, Router } from 'express';
import { Registry } from 'prom-client';
import { busAppOptions, type Replica } from '../app';
import { eventsRouter } from '../http/events-router';
import type { ForwardToLeader } from './forward-to-leader';

/**
 * What a replica answers while another leads: it reads the log for whoever gives no name, and passes on everything else, also questions for the head. The
 * streams of named followers are the leader's, which tells `GET /subscribers` who is connected.
 */
export function createReaderApp(
  options: Required<Parameters<typeof busAppOptions>[0]> & { replica: Replica; leader: ForwardToLeader },
): Express {
  const { log, leader, logger, closing, replica, settings, metrics } = options;
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
    // Each app counts its own requests.
    ...busAppOptions({ ...options, metrics: Registry.merge([metrics]) }),
    hotRoutes: [{ method: 'POST', path: '/events', handler: (...sent) => leader.handle(sent[0], sent[1]) }],
    unmeasuredRouters: [
      named,
      eventsRouter({
        log,
        publish: forward,
        logger,
        closing: streamsEnd(closing, replica),
        streamsMax: settings.STREAMS_MAX,
      }),
    ],
    routers: [others],
  });
}

/** What ends streams: whoever follows here while this replica is cut off had better find another one than hear nothing. */
function streamsEnd(closing: AbortSignal, replica: Replica): () => AbortSignal {
  let { cutOff } = replica;
  let ending = AbortSignal.any([closing, cutOff]);
  return () => {
    // One for all streams, not one for each.
    if (cutOff !== replica.cutOff) {
      cutOff = replica.cutOff;
      ending = AbortSignal.any([closing, cutOff]);
    }
    return ending;
  };
}
