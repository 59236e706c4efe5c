import '@blog/service-kit/prepare-process';
import { DiskEventLog } from '@blog/event-log/disk';
import { createLogger, createMetrics, Lifecycle, runMain, Store, transferLimits } from '@blog/service-kit';
import { readSettings } from './config';
import { createBus } from './create-bus';

void runMain('event-bus', async () => {
  const settings = readSettings();
  const logger = createLogger({ name: 'event-bus', level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ logger, deadlineMs: settings.SHUTDOWN_MS });
  if (settings.LOG_URL !== undefined) {
    // Here, so that a bus with a log of its own loads nothing of NATS.
    const { runReplica } = require('./replicas') as typeof import('./replicas');
    await runReplica({ settings, url: settings.LOG_URL, logger, lifecycle });
    return;
  }
  const store = await Store.open(settings.DATA_DIR, { lockWaitMs: settings.LOCK_WAIT_MS, logger });
  const log = await DiskEventLog.open({
    folder: settings.DATA_DIR,
    store,
    queueBytesMax: settings.QUEUE_BYTES_MAX,
    sealBytes: settings.SEAL_BYTES,
  });
  const transfer = transferLimits(settings);
  const { closing } = lifecycle;
  const { app, subscriptions } = createBus({
    settings,
    logger,
    log,
    tables: store,
    transfer,
    closing,
    metrics: createMetrics(),
  });
  await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts: [store, log, subscriptions] });
});
