import '@blog/service-kit/prepare-process';
import { DiskEventLog } from '@blog/event-log/disk';
import {
  createLogger,
  createMetrics,
  Lifecycle,
  runMain,
  SampledLog,
  Store,
  transferLimits,
} from '@blog/service-kit';
import { createBusApp } from './app';
import { readSettings } from './config';
import { DeliveryTurns } from './domain/delivery-turns';
import { EventTypes } from './domain/event-types';
import { Followers } from './domain/followers';
import { Subscriptions } from './domain/subscriptions';
import { busMetrics } from './http/bus-metrics';
import { DeliveryTargets } from './http/delivery-targets';
import { HttpDeliverer } from './http/http-deliverer';
import { LmdbEventTypeStore } from './storage/lmdb-event-type-store';
import { LmdbFollowerStore } from './storage/lmdb-follower-store';
import { LmdbSubscriptionStore } from './storage/lmdb-subscription-store';

void runMain('event-bus', async () => {
  const settings = readSettings();
  const logger = createLogger({ name: 'event-bus', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ logger, deadlineMs: settings.SHUTDOWN_MS });
  const store = await Store.open(settings.DATA_DIR, { lockWaitMs: settings.LOCK_WAIT_MS, logger });
  const log = await DiskEventLog.open({
    folder: settings.DATA_DIR,
    store,
    queueBytesMax: settings.QUEUE_BYTES_MAX,
    sealBytes: settings.SEAL_BYTES,
  });
  const failures = new SampledLog(logger);
  const types = new EventTypes({
    log,
    store: new LmdbEventTypeStore(store),
    logger,
    typesMax: settings.TYPES_MAX,
  });
  const followers = new Followers({
    log,
    store: new LmdbFollowerStore(store),
    logger: failures,
    followersMax: settings.FOLLOWERS_MAX,
    instancesMax: settings.FOLLOWER_INSTANCES_MAX,
  });
  const transfer = transferLimits(settings);
  const targets = new DeliveryTargets({ allow: settings.DELIVERY_ALLOW, deny: settings.DELIVERY_DENY });
  const subscriptions = new Subscriptions({
    log,
    store: new LmdbSubscriptionStore(store),
    deliverer: new HttpDeliverer({ targets, origin: settings.WEBHOOK_ORIGIN }),
    turns: new DeliveryTurns({ deliveriesMax: settings.DELIVERIES_MAX, budget: transfer.budget }),
    logger: failures,
    subscriptionsMax: settings.SUBSCRIPTIONS_MAX,
    parkedMax: settings.PARKED_MAX,
  });
  const metrics = createMetrics();
  busMetrics({ metrics, log, followers, subscriptions });
  const { closing } = lifecycle;
  const app = createBusApp({
    log,
    types,
    followers,
    subscriptions,
    targets,
    logger,
    closing,
    settings,
    transfer,
    metrics,
  });
  await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts: [store, log, subscriptions] });
});
