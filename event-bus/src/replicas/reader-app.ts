import { createApp } from '@blog/service-kit';
import { type Express, type RequestHandler, Router } from 'express';
import { Registry } from 'prom-client';
import { busAppOptions, type Replica } from '../app';
import { eventEndpoints } from '../http/event-endpoints';
import type { ForwardToLeader } from './forward-to-leader';

/**
 * The app of a replica while another leads. It reads the log for clients that give no name, and forwards everything else to the
 * leader, HEAD /events too. The leader has the streams of named followers, since it tells `GET /subscribers` who is connected.
 */
export function createReaderApp(
  options: Required<Parameters<typeof busAppOptions>[0]> & { replica: Replica; leader: ForwardToLeader },
): Express {
  const { log, leader, logger, closing, replica, settings, metrics } = options;
  const forward: RequestHandler = (request, response) => leader.handle(request, response);
  const named = Router();
  // Publishers rely on this head: while there is no leader to append to the log, nobody has caught up with it.
  named.head('/events', forward);
  // Express handles what the returned promise rejects with.
  named.get('/events', (request, response, next) =>
    request.query.follower === undefined ? next() : forward(request, response, next),
  );
  const others = Router();
  others.use(forward);
  return createApp({
    // Each app counts its own requests.
    ...busAppOptions({ ...options, metrics: Registry.merge([metrics]) }),
    firstRouters: [named],
    endpoints: eventEndpoints({
      log,
      publish: ({ request, response }) => leader.handle(request, response),
      logger,
      closing: streamsEnd(closing, replica),
      streamsMax: settings.STREAMS_MAX,
    }),
    routers: [others],
  });
}

/** Ends the streams when this replica is cut off from the log: their readers then find another replica instead of hearing nothing. */
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
