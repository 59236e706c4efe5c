import { missingTools } from '../../../e2e/harness/missing-tools';
import { streamNames } from '../../src/jetstream/stream-names';
import { itKeepsTheLogPromises } from '../event-log-conformance';
import { newEvent, newEvents } from '../new-event';
import { readAll } from '../read-all';
import { NatsAdmin } from './nats-admin';
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

  it('names the position of a message that no bus stored, and neither serves it nor writes behind it', async () => {
    const data = new StreamData({ url: cluster.url, replicas: 1 });
    const log = await data.open();
    await log.append(newEvents(2));
    const admin = await NatsAdmin.open(cluster.url);
    await admin.publish(streamNames(data.stream, log.id).events, '{"id":"x","source":"/other"}');
    await admin.close();
    const corrupt = { code: 'log.corrupt', details: { position: 3 } };
    await expect(log.append(newEvents(1))).rejects.toMatchObject(corrupt);
    expect(await readAll(log)).toHaveLength(2);
    await log.stop();
    await expect(data.open()).rejects.toMatchObject(corrupt);
    data.remove();
  });

  it('refuses a batch of more events than the server stores at once', async () => {
    const data = new StreamData({ url: cluster.url, replicas: 1 });
    const log = await data.open();
    await expect(log.append(newEvents(1_001))).rejects.toMatchObject({ code: 'batch.too_many_events' });
    expect(await log.append(newEvents(1_000))).toHaveLength(1_000);
    await log.stop();
    data.remove();
  });

  it("stores times that never decrease, whatever another replica's clock says", async () => {
    const data = new StreamData({ url: cluster.url, replicas: 1 });
    const ahead = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2100-01-01T00:00:00.000Z'));
    const first = await data.open(1);
    await first.append([newEvent()]);
    ahead.mockRestore();
    await first.stop();
    const second = await data.open(2);
    await second.append([newEvent()]);
    const times = (await readAll(second)).map(({ storedtime }) => storedtime);
    expect(times).toEqual(['2100-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z']);
    await second.stop();
    data.remove();
  });
});
