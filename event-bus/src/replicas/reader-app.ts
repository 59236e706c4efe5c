import { createApp } from '@blog/service-kit';
import { type Express, type RequestHandler, Router } from 'express';
import { Registry } from 'prom-client';
import { busAppOptions, type Replica } from '../app';
import { eventsRouter } from '../http/events-router';
import type { ForwardToLeader } from './forward-to-leader';

/**
 * The app of a replica while another leads: it answers reads of the log by readers without a name, and forwards everything
 * else, requests for the head included. Streams of named followers belong to the leader, whose `GET /subscribers` shows who is
 * connected.
 */
export function createReaderApp(
  options: Required<Parameters<typeof busAppOptions>[0]> & { replica: Replica; leader: ForwardToLeader },
): Express {
  const { log, leader, logger, closing, replica, settings, metrics } = options;
  const forward: RequestHandler = (request, response) => leader.handle(request, response);
  const named = Router();
  // Forwarded too: while no replica leads, nobody can append, nor tell whether it has caught up.
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

/** The signal that ends streams: while this replica is cut off, its readers should look for another one. */
function streamsEnd(closing: AbortSignal, replica: Replica): () => AbortSignal {
  let { cutOff } = replica;
  let ending = AbortSignal.any([closing, cutOff]);
  return () => {
    // One signal for all streams, not one for each.
    if (cutOff !== replica.cutOff) {
      cutOff = replica.cutOff;
      ending = AbortSignal.any([closing, cutOff]);
    }
    return ending;
  };
}
