import '@blog/service-kit/prepare-process';
import { postEvents, sequenceOf, typeSettings } from '@blog/contracts';
import {
  appOptions,
  BusClient,
  combineReadiness,
  createLogger,
  createMetrics,
  Follower,
  followerOptions,
  KeptAnswers,
  Lifecycle,
  newId,
  Outbox,
  runMain,
  Store,
  TypeKeeper,
} from '@blog/service-kit';
import { createPostsApp } from './app';
import { readSettings } from './config';
import { hearing } from './events/on-event';
import { LmdbPostStore } from './storage/lmdb-post-store';

void runMain('posts', async () => {
  const settings = readSettings();
  const logger = createLogger({ name: 'posts', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ logger, deadlineMs: settings.SHUTDOWN_MS });

  const bus = new BusClient(settings.BUS_URL);
  const options = followerOptions(settings);
  const store = await Store.open(settings.DATA_DIR, { lockWaitMs: settings.LOCK_WAIT_MS, logger });
  const outbox = new Outbox({
    store,
    bus,
    logger,
    sequenceOf,
    ...options,
  });
  const posts = new LmdbPostStore({ store, outbox });
  await posts.adopt();
  const follower = new Follower({
    name: 'posts',
    store,
    bus,
    logger,
    apply: (event) => hearing.react(event, posts),
    types: hearing.types,
    replayable: true,
    sequenceOf,
    outbox,
    ...options,
  });

  const types = new TypeKeeper({
    bus,
    types: postEvents.map(typeSettings),
    except: () => follower.setAside.keys(),
    logger,
  });

  const app = createPostsApp({
    posts,
    follower,
    keptAnswers: new KeptAnswers({ store, now: Date.now }),
    newId,
    now: Date.now,
    readiness: combineReadiness(lifecycle.closing, [follower, outbox, types]),
    logger,
    ...appOptions(settings),
    setAside: [follower.setAside, outbox.setAside],
    metrics: createMetrics({ follower, outbox }),
  });

  await lifecycle.run({
    app,
    port: settings.PORT,
    host: settings.HOST,
    parts: [store, outbox, follower, types],
  });
});
