import '@blog/service-kit/prepare-process';
import {
  CommentCreated,
  CommentDeleted,
  CommentEdited,
  CommentUpdated,
  sequenceOf,
  typeSettings,
} from '@blog/contracts';
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
import { createCommentsApp } from './app';
import { readSettings } from './config';
import { hearing } from './events/on-event';
import { LmdbCommentStore } from './storage/lmdb-comment-store';

void runMain('comments', async () => {
  const settings = readSettings();
  const logger = createLogger({ name: 'comments', level: settings.LOG_LEVEL });
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
  const comments = new LmdbCommentStore({ store, outbox });
  await comments.adopt();
  const follower = new Follower({
    name: 'comments',
    store,
    bus,
    logger,
    apply: (event) => hearing.react(event, comments),
    types: hearing.types,
    replayable: true,
    sequenceOf,
    outbox,
    ...options,
  });

  const types = new TypeKeeper({
    bus,
    types: [CommentCreated, CommentDeleted, CommentEdited, CommentUpdated].map(typeSettings),
    except: () => follower.setAside.keys(),
    logger,
  });

  const app = createCommentsApp({
    comments,
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
