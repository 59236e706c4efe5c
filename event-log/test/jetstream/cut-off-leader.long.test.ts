import { connect } from '@nats-io/transport-node';
import { missingTools } from '../../../e2e/harness/missing-tools';
import { TcpProxy } from '../../../e2e/harness/tcp-proxy';
import { eventually } from '../../../service-kit/test/eventually';
import type { JetStreamEventLog } from '../../src/jetstream';
import { newEvent } from '../new-event';
import { readAll } from '../read-all';
import { NatsAdmin } from './nats-admin';
import { NatsCluster } from './nats-cluster';
import type { NatsServer } from './nats-server';
import { StreamData } from './stream-data';

const ENOUGH = { withinMs: 60_000 };

(missingTools.has('nats-server') ? describe.skip : describe)(
  'the leader of a stream that is cut off from the other servers',
  () => {
    let cluster: NatsCluster;
    let proxy: TcpProxy;
    let data: StreamData;
    let log: JetStreamEventLog;
    /** The server that the log's current and next connections reach. */
    let server: NatsServer;
    beforeEach(async () => {
      cluster = await NatsCluster.start(3, { isCuttable: true });
      server = cluster.servers[0] as NatsServer;
      proxy = await new TcpProxy(() => server.clientPort).listen();
      data = new StreamData({ url: proxy.url, replicas: 3 });
      log = await data.open(1, { commitMs: 1_000 });
      await log.append([newEvent()]);
      const admin = await NatsAdmin.open(cluster.url);
      server = await cluster.leaderOf(() => admin.info(data.stream));
      await admin.close();
      await log.stop();
      log = await data.open(1, { commitMs: 1_000 });
    }, 90_000);
    afterEach(async () => {
      await log.stop();
      await proxy.close();
      await cluster.stop();
      data.remove();
    }, 60_000);

    it('is not believed that nobody has written since, before it notices itself', async () => {
      cluster.network.cutOff(server.name, 'stalled');
      const cutMs = performance.now();
      await eventually(
        () => expect(log.append([])).rejects.toMatchObject({ code: 'log.unavailable' }),
        ENOUGH,
      );
      // After about 10 s it notices that it has lost its majority, and stops answering.
      expect(performance.now() - cutMs).toBeLessThan(8_000);
      cluster.network.heal();
      await eventually(() => log.append([newEvent()]), ENOUGH);
      expect(await readAll(log)).toHaveLength(2);
    }, 120_000);

    it('is not the only one that answers so: a follower that was cut off is not believed either', async () => {
      const index = cluster.servers.indexOf(server);
      await log.stop();
      server = cluster.servers[(index + 1) % cluster.servers.length] as NatsServer;
      log = await data.open(1, { commitMs: 1_000 });
      const client = await connect({ servers: server.url });
      try {
        cluster.network.cutOff(server.name, 'stalled');
        // About 10 s later it no longer knows a leader, and answers by itself.
        await eventually(async () => {
          const answer = await client.request(`$JS.API.STREAM.INFO.${data.stream}`, '', { timeout: 1_000 });
          expect(answer.json()).toMatchObject({ state: { last_seq: 1 } });
        }, ENOUGH);
        for (let times = 0; times < 3; times += 1)
          await expect(log.append([])).rejects.toMatchObject({ code: 'log.unavailable' });
      } finally {
        await client.close();
        cluster.network.heal();
      }
    }, 120_000);

    it('is left for another server', async () => {
      const index = cluster.servers.indexOf(server);
      cluster.network.cutOff(server.name, 'cut');
      server = cluster.servers[(index + 1) % cluster.servers.length] as NatsServer;
      const event = newEvent();
      await eventually(() => log.append([event]), ENOUGH);
      expect(await readAll(log)).toHaveLength(2);
    }, 120_000);
  },
);
