import '@blog/service-kit/prepare-process';
import { CommentModerated, typeSettings } from '@blog/contracts';
import {
  appOptions,
  BusClient,
  combineReadiness,
  createLogger,
  createMetrics,
  Lifecycle,
  Publisher,
  runMain,
  SubscriptionKeeper,
  TypeKeeper,
} from '@blog/service-kit';
import { createModerationApp } from './app';
import { readSettings } from './config';
import { moderationRules } from './domain/moderate-comment';
import { hearing, onCommentWritten } from './events/on-comment-written';

void runMain('moderation', async () => {
  const settings = readSettings();
  const logger = createLogger({ name: 'moderation', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ logger, deadlineMs: settings.SHUTDOWN_MS });

  const bus = new BusClient(settings.BUS_URL);
  const publisher = new Publisher({ bus });
  const rules = moderationRules(settings.BLOCKED_WORDS);
  const keeper = new SubscriptionKeeper({
    bus,
    name: 'moderation',
    subscription: {
      url: settings.EVENTS_URL,
      from: 'beginning',
      types: hearing.types,
      format: 'cloudevents',
      batchMax: 100,
      order: 'subject',
    },
    logger,
  });

  const types = new TypeKeeper({
    bus,
    types: [typeSettings(CommentModerated)],
    except: () => [],
    logger,
  });

  const app = createModerationApp({
    onEvents: (events) => onCommentWritten(events, { rules, publisher }),
    readiness: combineReadiness(lifecycle.closing, [keeper, types]),
    logger,
    ...appOptions(settings),
    metrics: createMetrics(),
  });

  await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts: [keeper, types] });
});
