import { missingTools } from '../../../e2e/harness/missing-tools';
import { createLogger } from '../../../service-kit/src/logger';
import { eventually } from '../../../service-kit/test/eventually';
import { NatsLink } from '../../src/jetstream/nats-link';
import { NatsCluster } from './nats-cluster';

(missingTools.has('nats-server') ? describe.skip : describe)('a connection to several servers', () => {
  let cluster: NatsCluster;
  let link: NatsLink;
  beforeAll(async () => {
    cluster = await NatsCluster.start(3);
    link = await NatsLink.open({
      url: cluster.url,
      name: 'test',
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
  }, 60_000);
  afterAll(async () => {
    await link.close();
    await cluster.stop();
  });

  const server = () => link.connection.getServer();
  const reconnected = () => new Promise<void>((resolve) => link.onReconnect(resolve));

  it('tries another one first when it is lost, each time', async () => {
    for (let loss = 0; loss < 4; loss += 1) {
      const [lost, again] = [server(), reconnected()];
      await link.connection.reconnect();
      await again;
      expect(server()).not.toBe(lost);
    }
  });

  it('comes back to the only one that is left', async () => {
    const others = cluster.servers.filter(({ url }) => !url.endsWith(server()));
    await Promise.all(others.map((other) => other.kill()));
    const [left, again] = [server(), reconnected()];
    await link.connection.reconnect();
    await again;
    await eventually(() => expect(server()).toBe(left));
  });
});
