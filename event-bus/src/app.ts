import type { EventLog } from '@blog/event-log';
import {
  allowedHosts,
  createApp,
  type Logger,
  openApiDocument,
  type TransferLimits,
} from '@blog/service-kit';
import type { Express, Request } from 'express';
import type { Registry } from 'prom-client';
import type { BusSettings } from './config';
import type { EventTypes } from './domain/event-types';
import type { Followers } from './domain/followers';
import type { Subscriptions } from './domain/subscriptions';
import type { DeliveryTargets } from './http/delivery-targets';
import { eventEndpoints } from './http/event-endpoints';
import { followerEndpoints } from './http/follower-endpoints';
import { publishEvents } from './http/publish-events';
import { routes } from './http/routes';
import { subscriptionEndpoints } from './http/subscription-endpoints';
import { typeEndpoints } from './http/type-endpoints';
import { problems } from './problems';

const openApi = openApiDocument({
  title: 'event-bus',
  description: 'Stores every event, streams and pushes them, replays history.',
  routes,
  problems,
});

/** A replica of a bus, as it sees itself and the others. */
export interface Replica {
  /** URL of the leader; null if no replica leads. */
  readonly leaderUrl: string | null;
  /** Aborted while this replica is cut off from the log; then replaced. */
  readonly cutOff: AbortSignal;
}

/** What an app of the bus needs, whether its process leads or not. */
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
    openApi,
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
    // A named follower is listed and takes up a place.
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
  return createApp({
    ...busAppOptions(options),
    endpoints: [
      ...eventEndpoints({
        log,
        publish: publishEvents({ log, types }),
        followers,
        logger,
        closing: () => closing,
        streamsMax: settings.STREAMS_MAX,
      }),
      ...followerEndpoints({ followers, subscriptions }),
      ...subscriptionEndpoints({ subscriptions, log, targets }),
      ...typeEndpoints(types),
    ],
  });
}
