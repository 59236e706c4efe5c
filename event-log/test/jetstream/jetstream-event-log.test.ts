import { missingTools } from '../../../e2e/harness/missing-tools';
import { itKeepsTheLogPromises } from '../event-log-conformance';
import { NatsCluster } from './nats-cluster';
import { StreamData } from './stream-data';

(missingTools.has('nats-server') ? describe.skip : describe)('JetStreamEventLog on one server', () => {
  let cluster: NatsCluster;
  beforeAll(async () => {
    cluster = await NatsCluster.start(1);
  });
  afterAll(() => cluster.stop());

  itKeepsTheLogPromises({
    features: { durable: true },
    fresh: async () => {
      const data = new StreamData({ url: cluster.url, replicas: 1 });
      return {
        open: (settings) => data.open(1, settings),
        remove: async () => data.remove(),
      };
    },
  });
});
