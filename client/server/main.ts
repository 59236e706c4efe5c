import '@blog/service-kit/prepare-process';
import {
  allowedHosts,
  combineReadiness,
  createLogger,
  createMetrics,
  Lifecycle,
  runMain,
} from '@blog/service-kit';
import { createPageApp } from './app';
import { readSettings } from './config';

void runMain('client', async () => {
  const settings = readSettings();
  const logger = createLogger({ name: 'client', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ logger, deadlineMs: settings.SHUTDOWN_MS });

  const app = createPageApp({
    pageFolder: settings.PAGE_DIR,
    services: new Map([
      ['posts', [settings.POSTS_URL]],
      ['comments', [settings.COMMENTS_URL]],
      ['query', [settings.QUERY_URL]],
      ['moderation', [settings.MODERATION_URL]],
      ['event-bus', settings.EVENT_BUS_URL],
    ]),
    lab:
      settings.LAB_URL === undefined
        ? undefined
        : { url: settings.LAB_URL, secret: settings.LAB_SECRET ?? '' },
    startedBy: settings.STARTED_BY,
    closing: lifecycle.closing,
    // Ready without any service: the page itself reports those that it cannot reach.
    readiness: combineReadiness(lifecycle.closing, []),
    logger,
    allowedHosts: allowedHosts(settings),
    // The called service decides what a page of another site may do.
    corsOrigins: false,
    requestsInFlightMax: settings.REQUESTS_IN_FLIGHT_MAX,
    metrics: createMetrics(),
  });

  await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts: [] });
});
