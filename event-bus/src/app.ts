import type { EventLog } from '@blog/event-log';
import { allowedHosts, createApp, type Logger, type TransferLimits } from '@blog/service-kit';
import type { Express, Request } from 'express';
import type { Registry } from 'prom-client';
import type { BusSettings } from './config';
import type { EventTypes } from './domain/event-types';
import type { Followers } from './domain/followers';
import type { Subscriptions } from './domain/subscriptions';
import type { DeliveryTargets } from './http/delivery-targets';
import { eventsRouter } from './http/events-router';
import { busOpenApi } from './http/openapi';
import { publishEvents } from './http/publish-events';
import { subscriberRouter } from './http/subscriber-router';
import { subscriptionRouter } from './http/subscription-router';
import { typeRouter } from './http/type-router';

/** One of the replicas of a bus, as it sees itself and the others. */
export interface Replica {
  /** Where the one that leads is, null if none does. */
  readonly leaderUrl: string | null;
  /** Is aborted while this one is cut off from the log; another one comes after it. */
  readonly cutOff: AbortSignal;
}

/** What an app of the bus needs to know, whether its process leads or not. */
interface BusSurroundings {
  log: EventLog;
  logger: Logger;
  closing: AbortSignal;
  /** Undefined if the bus has no replicas. */
  replica?: Replica | undefined;
  settings: Pick<
    BusSettings,
    'HOST' | 'ALLOWED_HOSTS' | 'CORS_ORIGINS' | 'REQUESTS_IN_FLIGHT_MAX' | 'STREAMS_MAX'
  >;
  transfer?: TransferLimits;
  metrics?: Registry;
}

/** The options of `createApp` that every app of the bus has. */
export function busAppOptions({
  log,
  logger,
  closing,
  replica,
  settings,
  transfer,
  metrics,
}: BusSurroundings) {
  return {
    openApi: busOpenApi,
    readiness: () => ({
      ready: !closing.aborted && !replica?.cutOff.aborted,
      checks: {
        log: { id: log.id, epoch: log.epoch, head: log.head },
        ...(replica && { nats: { connected: !replica.cutOff.aborted }, leader: { url: replica.leaderUrl } }),
      },
    }),
    logger,
    corsOrigins: settings.CORS_ORIGINS,
    allowedHosts: allowedHosts(settings),
    // A named follower is listed, and takes a place.
    changesByGet: ({ query }: Request) => query.follower !== undefined,
    requestsInFlightMax: settings.REQUESTS_IN_FLIGHT_MAX,
    ...(transfer && { transfer }),
    ...(metrics && { metrics }),
  };
}

/** The bus as an Express app; `closing` ends its streams. */
export function createBusApp(
  options: BusSurroundings & {
    types: EventTypes;
    followers: Followers;
    subscriptions: Subscriptions;
    targets: DeliveryTargets;
  },
): Express {
  const { log, types, followers, subscriptions, targets, logger, closing, settings } = options;
  const publish = publishEvents({ log, types });
  return createApp({
    ...busAppOptions(options),
    hotRoutes: [{ method: 'POST', path: '/events', handler: publish }],
    unmeasuredRouters: [
      eventsRouter({
        log,
        publish,
        followers,
        logger,
        closing: () => closing,
        streamsMax: settings.STREAMS_MAX,
      }),
    ],
    routers: [
      subscriptionRouter({ subscriptions, log, targets }),
      subscriberRouter({ followers, subscriptions }),
      typeRouter(types),
    ],
  });
}
