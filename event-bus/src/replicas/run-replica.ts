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

/** Runs one replica of a bus whose log, and all else that it knows, is in JetStream at `url`. */
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
    // Everything that another replica had acknowledged can then be read here, and is in the head that this one tells.
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
  // Before the requests under way are done: others cannot reach this replica any more.
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

/** The other replicas call this one by its own name, which is in nobody's ALLOWED_HOSTS. */
function answeringTo(url: string, settings: BusSettings): BusSettings {
  return { ...settings, ALLOWED_HOSTS: [...settings.ALLOWED_HOSTS, new URL(url).hostname] };
}

/** Calls one app or another; the server makes requests and responses as those of the second, whose limits are those of all. */
function whichever(choose: () => Express, { request, response }: Express): Express {
  const call = ((...called: Parameters<Express>) => choose()(...called)) as Express;
  return Object.assign(call, { request, response });
}
