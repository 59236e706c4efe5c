import { missingTools } from '../../../e2e/harness/missing-tools';
import { itKeepsTheLogPromises } from '../event-log-conformance';
import { newEvent } from '../new-event';
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

  it('gives one position to an event that is published to two replicas at once, 1,000 times', async () => {
    const data = new StreamData({ url: cluster.url, replicas: 3 });
    const [a, b] = await Promise.all([data.open(1), data.open(2)]);
    for (let n = 1; n <= 1_000; n += 1) {
      const event = newEvent();
      const answers = (await Promise.all([a.append([event]), b.append([event])])).flat();
      expect(answers.map(({ position }) => position)).toEqual([n, n]);
      expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    }
    await Promise.all([a.stop(), b.stop()]);
    data.remove();
  }, 120_000);
});
