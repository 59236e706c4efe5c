import { hostname } from 'node:os';
import { join } from 'node:path';
import { JetStreamEventLog, StateBucket } from '@blog/event-log/jetstream';
import { createMetrics, type Lifecycle, type Logger, transferLimits } from '@blog/service-kit';
import type { Express } from 'express';
import type { Replica } from '../app';
import type { BusSettings } from '../config';
import { createBus } from '../create-bus';
import { boundYoungGeneration } from './bound-young-generation';
import { ForwardToLeader } from './forward-to-leader';
import { Leadership } from './leadership';
import { createReaderApp } from './reader-app';
import { TermLog } from './term-log';

/** Runs one replica of a bus that keeps its log and all other state in JetStream at `url`. */
export async function runReplica(options: {
  settings: BusSettings;
  url: string;
  logger: Logger;
  lifecycle: Lifecycle;
}): Promise<void> {
  const { url, logger, lifecycle } = options;
  boundYoungGeneration();
  const ownUrl = options.settings.REPLICA_URL ?? `http://${hostname()}:${options.settings.PORT}`;
  const settings = answeringTo(ownUrl, options.settings);
  const { LOG_STREAM: stream, LOG_REPLICAS: replicas } = settings;
  const log = await JetStreamEventLog.open({
    url,
    stream,
    replicas,
    folder: join(settings.DATA_DIR, 'ids'),
    queueBytesMax: settings.QUEUE_BYTES_MAX,
    logger,
    ...(settings.LOG_MONITOR_URL && { monitorUrls: settings.LOG_MONITOR_URL }),
  });
  const state = await StateBucket.open({ url, stream, logId: log.id, replicas, logger });
  const transfer = transferLimits(settings);
  const metrics = createMetrics();
  const replica: Replica = {
    get leaderUrl() {
      return leadership.leaderUrl ?? null;
    },
    get cutOff() {
      return log.cutOff;
    },
  };
  let leaderApp: Express | undefined;
  const leadership = new Leadership({
    state,
    url: ownUrl,
    logger,
    // Afterwards everything that another replica has acknowledged can be read here, and the head includes it.
    prepare: () => log.append([]),
    begin: (tables, ended) => {
      const closing = AbortSignal.any([lifecycle.closing, ended]);
      const { app, subscriptions } = createBus({
        settings,
        logger,
        log: new TermLog(log, ended),
        tables,
        transfer,
        closing,
        metrics,
        replica,
      });
      subscriptions.start();
      leaderApp = app;
      return async () => {
        leaderApp = undefined;
        await subscriptions.stop();
      };
    },
  });
  const leader = new ForwardToLeader(() => replica.leaderUrl);
  const { closing } = lifecycle;
  // Without waiting for requests under way: others can no longer reach this replica.
  closing.addEventListener('abort', () => void leadership.stop());
  const readerApp = createReaderApp({
    log,
    leader,
    replica,
    logger,
    closing,
    settings,
    transfer,
    metrics,
  });
  const app = whichever(() => leaderApp ?? readerApp, readerApp);
  const parts = [log, { stop: () => state.close() }, { stop: () => leader.stop() }, leadership];
  await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts });
}

/** The other replicas call this one by its own host name, which must be allowed too. */
function answeringTo(url: string, settings: BusSettings): BusSettings {
  return { ...settings, ALLOWED_HOSTS: [...settings.ALLOWED_HOSTS, new URL(url).hostname] };
}

/**
 * Calls the app that `choose` returns. Requests and responses are created as those of the second app, whose limits apply to
 * all.
 */
function whichever(choose: () => Express, { request, response }: Express): Express {
  const call = ((...called: Parameters<Express>) => choose()(...called)) as Express;
  return Object.assign(call, { request, response });
}
