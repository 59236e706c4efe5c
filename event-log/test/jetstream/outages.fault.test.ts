import { missingTools } from '../../../e2e/harness/missing-tools';
import { eventually } from '../../../service-kit/test/eventually';
import type { JetStreamEventLog } from '../../src/jetstream';
import { NatsAdmin } from './nats-admin';
import { NatsCluster } from './nats-cluster';
import type { NatsServer } from './nats-server';
import { StreamData } from './stream-data';
import { Writers } from './writers';

const REPLICAS = 2;
const EVENTS_BETWEEN = 500;
/** An election takes up to 9 s, plus the client's timeout before it. */
const RECOVERY = { withinMs: 60_000 };
const NOTHING_WRONG = { lost: 0, twice: 0, gaps: 0, different: 0 };

(missingTools.has('nats-server') ? describe.skip : describe)(
  'an outage of a cluster of three, under load',
  () => {
    let cluster: NatsCluster;
    let data: StreamData;
    let logs: JetStreamEventLog[];
    let writers: Writers;
    beforeAll(async () => {
      cluster = await NatsCluster.start(3);
    }, 90_000);
    afterAll(() => cluster.stop());
    beforeEach(async () => {
      data = new StreamData({ url: cluster.url, replicas: 3 });
      logs = await Promise.all(Array.from({ length: REPLICAS }, (_, index) => data.open(index + 1)));
      writers = new Writers(logs);
      await moreAreAcknowledged();
    });
    afterEach(async () => {
      writers.stop();
      await Promise.all(logs.map((log) => log.stop()));
      data.remove();
    });

    async function moreAreAcknowledged(): Promise<void> {
      const enough = writers.acknowledged + EVENTS_BETWEEN;
      await eventually(() => expect(writers.acknowledged).toBeGreaterThan(enough), RECOVERY);
    }

    async function asAdmin<Result>(act: (admin: NatsAdmin) => Promise<Result>): Promise<Result> {
      const running = cluster.servers.filter((server) => server.isRunning);
      const admin = await NatsAdmin.open(running.map(({ url }) => url).join());
      try {
        return await act(admin);
      } finally {
        await admin.close();
      }
    }

    function leader(): Promise<NatsServer> {
      return asAdmin((admin) => cluster.leaderOf(() => admin.info(data.stream)));
    }

    it('loses nothing when the leader of the stream is killed', async () => {
      const killed = await leader();
      await killed.kill();
      await moreAreAcknowledged();
      await killed.start();
      await moreAreAcknowledged();
      expect(await writers.audit()).toMatchObject(NOTHING_WRONG);
    }, 180_000);

    it('loses nothing when each server is killed in turn', async () => {
      for (const server of cluster.servers) {
        await server.kill();
        await moreAreAcknowledged();
        await server.start();
      }
      await moreAreAcknowledged();
      expect(await writers.audit()).toMatchObject(NOTHING_WRONG);
    }, 240_000);

    it('acknowledges nothing without a majority, says so, and continues by itself', async () => {
      const [first, second] = cluster.servers as [NatsServer, NatsServer, NatsServer];
      await Promise.all([first.kill(), second.kill()]);
      const refused = writers.unavailable;
      await eventually(() => expect(writers.unavailable).toBeGreaterThan(refused + 2 * REPLICAS), RECOVERY);
      const { acknowledged } = writers;
      const next = writers.unavailable + 2 * REPLICAS;
      await eventually(() => expect(writers.unavailable).toBeGreaterThan(next), RECOVERY);
      expect(writers.acknowledged).toBe(acknowledged);
      await Promise.all([first.start(), second.start()]);
      await moreAreAcknowledged();
      expect(await writers.audit()).toMatchObject(NOTHING_WRONG);
    }, 240_000);

    it('loses nothing when all servers are killed at once', async () => {
      await Promise.all(cluster.servers.map((server) => server.kill()));
      await Promise.all(cluster.servers.map((server) => server.start()));
      await moreAreAcknowledged();
      expect(await writers.audit()).toMatchObject(NOTHING_WRONG);
    }, 180_000);

    (missingTools.has('posix') ? it.skip : it)(
      'loses nothing when the leader is frozen, and wakes up later',
      async () => {
        const frozen = await leader();
        frozen.freeze();
        try {
          await moreAreAcknowledged();
        } finally {
          frozen.thaw();
        }
        await moreAreAcknowledged();
        await frozen.healthy();
        expect(await writers.audit()).toMatchObject(NOTHING_WRONG);
      },
      180_000,
    );

    it('loses nothing when a server comes back without its files', async () => {
      const [server] = cluster.servers as [NatsServer];
      await server.kill();
      server.loseFiles();
      await moreAreAcknowledged();
      await server.start();
      await moreAreAcknowledged();
      expect(await writers.audit()).toMatchObject(NOTHING_WRONG);
    }, 180_000);
  },
);
