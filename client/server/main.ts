import '@blog/service-kit/prepare-process';
import { allowedHosts, combineReadiness, createMetrics, runService } from '@blog/service-kit';
import { createPageApp } from './app';
import { readSettings } from './config';

void runService('client', readSettings, ({ settings, logger, closing }) => {
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
    closing,
    // The page tells by itself what it cannot reach: it is ready without any service.
    readiness: combineReadiness(closing, []),
    logger,
    allowedHosts: allowedHosts(settings),
    // The called service decides what a page of another site may do.
    corsOrigins: false,
    requestsInFlightMax: settings.REQUESTS_IN_FLIGHT_MAX,
    metrics: createMetrics(),
  });
  return { app, parts: [] };
});
