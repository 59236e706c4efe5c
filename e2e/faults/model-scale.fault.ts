import { NatsCluster } from '../../event-log/test/jetstream/nats-cluster';
import type { Fault } from './fault';
import { checkDeliveryModel } from './models/delivery-model';
import { checkLogModel } from './models/log-model';
import { JetStreamEngine } from './models/model-engine';
import { CLEAN } from './tally';

const PER_ROUND = 5;
/** The server keeps the streams of all runs. */
const ROUNDS_A_SERVER = 20;

/** Like `model`, for the data in JetStream: the log and the subscriptions. */
export const modelScale: Fault = {
  name: 'model-scale',
  what: 'random commands on log and delivery, in JetStream',
  holds: 'each equals its in-memory model',
  counts: { short: PER_ROUND, long: 20_000 },
  perRound: PER_ROUND,
  needs: ['nats-server'],
  async open() {
    let nats: NatsCluster | undefined;
    return {
      async round(random, round) {
        if (round % ROUNDS_A_SERVER === 0) {
          await nats?.stop();
          nats = undefined;
        }
        nats ??= await NatsCluster.start(1);
        const { url } = nats;
        const runs = { runs: PER_ROUND, seed: random.integer(0, 2 ** 31 - 1) };
        await checkLogModel(runs, () => new JetStreamEngine(url));
        await checkDeliveryModel(runs, () => new JetStreamEngine(url));
        return CLEAN;
      },
      close: async () => nats?.stop(),
    };
  },
};
