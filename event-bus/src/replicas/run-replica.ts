import { type Lifecycle, type Logger, transferLimits } from '@blog/service-kit';
import { connect } from '@nats-io/transport-node';
import express, { type Express } from 'express';
import type { BusSettings } from '../config';
import { createBus } from '../create-bus';
import { ForwardToLeader } from './forward-to-leader';
import { Leadership } from './leadership';
import { openReplicatedLog } from './open-replicated-log';
import { createReaderApp } from './reader-app';
import { StateStream } from './state-stream';

/** Runs one replica of a bus whose log, and all else that it knows, is in JetStream. */
export async function runReplica(options: {
  settings: BusSettings;
  logger: Logger;
  lifecycle: Lifecycle;
}): Promise<void> {
  const { settings, logger, lifecycle } = options;
  const connection = await connect({ servers: settings.LOG_URL.split(','), name: 'event-bus', maxReconnectAttempts: -1 });
  const log = await openReplicatedLog({ connection, settings, logger });
  const state = { connection, bucket: `${settings.LOG_STREAM}_STATE`, replicas: settings.LOG_REPLICAS };
  const transfer = transferLimits(settings);
  let leaderApp: Express | undefined;
  const leadership: Leadership = new Leadership({
    stream: await StateStream.open(state),
    url: settings.REPLICA_URL,
    logger,
    begin: async (tables, ended) => {
      const closing = AbortSignal.any([lifecycle.closing, ended]);
      const bus = createBus({ settings, logger, log, tables, transfer, closing });
      bus.subscriptions.start();
      leaderApp = bus.app;
      return {
        stop: async () => {
          leaderApp = undefined;
          await bus.subscriptions.stop();
        },
      };
    },
  });
  const leaderUrl = () => leadership.leaderUrl;
  const leader = new ForwardToLeader(leaderUrl);
  const { closing } = lifecycle;
  const readerApp = createReaderApp({ log, leader, leaderUrl, logger, closing, settings, transfer });
  const app = whichever(() => leaderApp ?? readerApp);
  const parts = [{ stop: () => connection.close() }, log, { stop: async () => leader.stop() }, leadership];
  await lifecycle.run({ app, port: settings.PORT, host: settings.HOST, parts });
}

/** Calls one app or another; the server gives it requests and responses as Express makes them. */
function whichever(choose: () => Express): Express {
  const { request, response } = express();
  const call = ((...called: Parameters<Express>) => choose()(...called)) as Express;
  return Object.assign(call, { request, response });
}
