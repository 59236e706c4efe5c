import type { EventLog } from '@blog/event-log';
import { type Logger, SampledLog, type TransferLimits } from '@blog/service-kit';
import type { Express } from 'express';
import { Registry } from 'prom-client';
import { createBusApp, type Replica } from './app';
import type { BusSettings } from './config';
import { DeliveryTurns } from './domain/delivery-turns';
import { EventTypes } from './domain/event-types';
import { Followers } from './domain/followers';
import { Subscriptions } from './domain/subscriptions';
import { busMetrics } from './http/bus-metrics';
import { DeliveryTargets } from './http/delivery-targets';
import { HttpDeliverer } from './http/http-deliverer';
import { StoredEventTypes } from './storage/stored-event-types';
import { StoredFollowers } from './storage/stored-followers';
import { StoredSubscriptions } from './storage/stored-subscriptions';
import type { Tables } from './storage/tables';

/** A whole bus over a log and the tables for all else: its app, and the subscriptions, which deliver once they are started. */
export function createBus(options: {
  settings: Pick<
    BusSettings,
    | 'HOST'
    | 'ALLOWED_HOSTS'
    | 'CORS_ORIGINS'
    | 'REQUESTS_IN_FLIGHT_MAX'
    | 'STREAMS_MAX'
    | 'TYPES_MAX'
    | 'FOLLOWERS_MAX'
    | 'FOLLOWER_INSTANCES_MAX'
    | 'DELIVERY_ALLOW'
    | 'DELIVERY_DENY'
    | 'DELIVERIES_MAX'
    | 'WEBHOOK_ORIGIN'
    | 'SUBSCRIPTIONS_MAX'
    | 'PARKED_MAX'
  >;
  logger: Logger;
  log: EventLog;
  tables: Tables;
  transfer: TransferLimits;
  closing: AbortSignal;
  /** The process's; the bus's own come to them. */
  metrics: Registry;
  replica?: Replica;
  /** What followers go by; the clock by default. */
  nowMs?: () => number;
}): { app: Express; subscriptions: Subscriptions } {
  const { settings, logger, log, tables, transfer, closing } = options;
  const failures = new SampledLog(logger);
  const types = new EventTypes({
    log,
    store: new StoredEventTypes(tables),
    logger,
    typesMax: settings.TYPES_MAX,
  });
  const followers = new Followers({
    log,
    store: new StoredFollowers(tables),
    logger: failures,
    followersMax: settings.FOLLOWERS_MAX,
    instancesMax: settings.FOLLOWER_INSTANCES_MAX,
    ...(options.nowMs && { nowMs: options.nowMs }),
  });
  const targets = new DeliveryTargets({ allow: settings.DELIVERY_ALLOW, deny: settings.DELIVERY_DENY });
  const subscriptions = new Subscriptions({
    log,
    store: new StoredSubscriptions(tables),
    deliverer: new HttpDeliverer({ targets, origin: settings.WEBHOOK_ORIGIN }),
    turns: new DeliveryTurns({ deliveriesMax: settings.DELIVERIES_MAX, budget: transfer.budget }),
    logger: failures,
    subscriptionsMax: settings.SUBSCRIPTIONS_MAX,
    parkedMax: settings.PARKED_MAX,
  });
  const own = new Registry();
  busMetrics({ metrics: own, log, followers, subscriptions });
  const app = createBusApp({
    log,
    types,
    followers,
    subscriptions,
    targets,
    logger,
    closing,
    replica: options.replica,
    settings,
    transfer,
    metrics: Registry.merge([options.metrics, own]),
  });
  return { app, subscriptions };
}
