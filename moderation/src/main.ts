import '@blog/service-kit/prepare-process';
import { CommentModerated, typeSettings } from '@blog/contracts';
import {
  appOptions,
  BusClient,
  combineReadiness,
  createMetrics,
  Publisher,
  runService,
  SubscriptionKeeper,
  TypeKeeper,
} from '@blog/service-kit';
import { createModerationApp } from './app';
import { readSettings } from './config';
import { moderationRules } from './domain/moderate-comment';
import { hearing, onCommentWritten } from './events/on-comment-written';

void runService('moderation', readSettings, ({ settings, logger, closing }) => {
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
    readiness: combineReadiness(closing, [keeper, types]),
    logger,
    ...appOptions(settings),
    metrics: createMetrics(),
  });
  return { app, parts: [keeper, types] };
});
