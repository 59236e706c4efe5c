import '@blog/service-kit/prepare-process';
import { projection, sequenceOf } from '@blog/contracts';
import {
  appOptions,
  BusClient,
  combineReadiness,
  createLogger,
  createMetrics,
  Follower,
  followerOptions,
  Lifecycle,
  runMain,
  Store,
  StreamGate,
} from '@blog/service-kit';
import { createQueryApp } from './app';
import { readSettings } from './config';
import { PositionWaits } from './domain/position-waits';
import { SearchQueue } from './domain/search-queue';
import { ensureIndexed, indexedTables } from './storage/indexed-tables';
import { LmdbReadModel } from './storage/lmdb-read-model';
import { openQueryTables } from './storage/query-tables';
import { TextIndex } from './storage/text-index';

void runMain('query', async () => {
  const settings = readSettings();
  const logger = createLogger({ name: 'query', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ logger, deadlineMs: settings.SHUTDOWN_MS });

  const bus = new BusClient(settings.BUS_URL);
  const store = await Store.open(settings.DATA_DIR, { lockWaitMs: settings.LOCK_WAIT_MS, logger });
  const tables = openQueryTables(store);
  const index = new TextIndex(store);
  const projected = indexedTables(tables, index);
  const follower: Follower = new Follower({
    name: 'query',
    store,
    bus,
    logger,
    apply: (event) => projection.react(event, projected),
    types: projection.types,
    replayable: true,
    sequenceOf,
    onCheckpoint: (checkpoint) => index.note({ checkpoint, setAside: follower.setAside.count }),
    ...followerOptions(settings),
  });
  const progress = { checkpoint: follower.checkpoint, setAside: follower.setAside.count };
  await ensureIndexed({ store, tables, index, progress });

  const app = createQueryApp({
    readModel: new LmdbReadModel({ store, tables, index }),
    follower,
    waits: new PositionWaits({
      follower,
      waitMs: settings.POSITION_WAIT_MS,
      waitsMax: settings.POSITION_WAITS_MAX,
    }),
    searches: new SearchQueue({ searchesMax: settings.SEARCHES_MAX }),
    closing: lifecycle.closing,
    streams: new StreamGate(settings.STREAMS_MAX),
    readiness: combineReadiness(lifecycle.closing, [follower]),
    logger,
    ...appOptions(settings),
    setAside: [follower.setAside],
    metrics: createMetrics({ follower }),
  });

  await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts: [store, follower] });
});
