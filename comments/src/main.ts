import '@blog/service-kit/hear-signals';
import {
  BusClient,
  combineReadiness,
  createLogger,
  createMetrics,
  Follower,
  Lifecycle,
  newId,
  Outbox,
  runMain,
  Store,
  transferLimits,
} from '@blog/service-kit';
import { createCommentsApp } from './app';
import { readSettings } from './config';
import { onEvent } from './events/on-event';
import { LmdbCommentStore } from './storage/lmdb-comment-store';

void runMain('comments', async () => {
  const settings = readSettings();
  const logger = createLogger({ name: 'comments', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ logger, deadlineMs: settings.SHUTDOWN_MS });

  const bus = new BusClient(settings.BUS_URL);
  const store = await Store.open(settings.DATA_DIR, { lockWaitMs: settings.LOCK_WAIT_MS, logger });
  const outbox = new Outbox({ store, bus, logger });
  const comments = new LmdbCommentStore({ store, outbox });
  const follower = new Follower({
    name: 'comments',
    instance: `${settings.INSTANCE}:${settings.PORT}`,
    store,
    bus,
    logger,
    apply: (event) => onEvent(event, comments),
    skip: settings.SKIP_POSITIONS,
    leaveOnStop: settings.LEAVE_ON_STOP,
  });

  const app = createCommentsApp({
    comments,
    follower,
    newId,
    now: Date.now,
    readiness: combineReadiness(lifecycle.closing, [follower, outbox]),
    logger,
    corsOrigins: settings.CORS_ORIGINS,
    requestsInFlightMax: settings.REQUESTS_IN_FLIGHT_MAX,
    transfer: transferLimits(settings),
    metrics: createMetrics({ follower, outbox }),
  });

  await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts: [store, outbox, follower] });
});
