import { missingTools } from '../../../e2e/harness/missing-tools';
import { itKeepsTheLogPromises } from '../event-log-conformance';
import { NatsCluster } from './nats-cluster';
import { StreamData } from './stream-data';

(missingTools.has('nats-server') ? describe.skip : describe)('JetStreamEventLog on three servers', () => {
  let cluster: NatsCluster;
  beforeAll(async () => {
    cluster = await NatsCluster.start(3);
  }, 90_000);
  afterAll(() => cluster.stop());

  itKeepsTheLogPromises({
    features: { durable: true },
    fresh: async () => {
      const data = new StreamData({ url: cluster.url, replicas: 3 });
      return {
        open: (settings) => data.open(1, settings),
        remove: async () => data.remove(),
      };
    },
  });
});
