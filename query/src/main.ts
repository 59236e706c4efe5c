import '@blog/service-kit/hear-signals';
import { projectEvent } from '@blog/contracts';
import {
  BusClient,
  combineReadiness,
  createLogger,
  createMetrics,
  Follower,
  Lifecycle,
  runMain,
  Store,
  StreamGate,
  transferLimits,
} from '@blog/service-kit';
import { createQueryApp } from './app';
import { readSettings } from './config';
import { LmdbReadModel } from './storage/lmdb-read-model';
import { openQueryTables } from './storage/query-tables';

void runMain('query', async () => {
  const settings = readSettings();
  const logger = createLogger({ name: 'query', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ logger, deadlineMs: settings.SHUTDOWN_MS });

  const bus = new BusClient(settings.BUS_URL);
  const store = await Store.open(settings.DATA_DIR, { lockWaitMs: settings.LOCK_WAIT_MS, logger });
  const tables = openQueryTables(store);
  const follower = new Follower({
    name: 'query',
    instance: `${settings.INSTANCE}:${settings.PORT}`,
    store,
    bus,
    logger,
    apply: (event) => projectEvent(event, tables),
    skip: settings.SKIP_POSITIONS,
    leaveOnStop: settings.LEAVE_ON_STOP,
  });

  const app = createQueryApp({
    readModel: new LmdbReadModel(store, tables),
    follower,
    closing: lifecycle.closing,
    streams: new StreamGate(settings.STREAMS_MAX),
    readiness: combineReadiness(lifecycle.closing, [follower]),
    logger,
    corsOrigins: settings.CORS_ORIGINS,
    requestsInFlightMax: settings.REQUESTS_IN_FLIGHT_MAX,
    transfer: transferLimits(settings),
    metrics: createMetrics({ follower }),
  });

  await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts: [store, follower] });
});
