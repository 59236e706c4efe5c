import { missingTools } from '../../../e2e/harness/missing-tools';
import { TcpProxy } from '../../../e2e/harness/tcp-proxy';
import type { JetStreamEventLog } from '../../src/jetstream';
import { newEvent, newEvents } from '../new-event';
import { readAll } from '../read-all';
import { NatsCluster } from './nats-cluster';
import type { NatsServer } from './nats-server';
import { StreamData } from './stream-data';

const ROUNDS = 20;

(missingTools.has('nats-server') ? describe.skip : describe)('a network that loses what it is given', () => {
  let cluster: NatsCluster;
  let proxy: TcpProxy;
  let data: StreamData;
  let log: JetStreamEventLog;
  beforeAll(async () => {
    cluster = await NatsCluster.start(1);
    proxy = await new TcpProxy(() => (cluster.servers[0] as NatsServer).clientPort).listen();
  });
  afterAll(async () => {
    await proxy.close();
    await cluster.stop();
  });
  beforeEach(async () => {
    data = new StreamData({ url: proxy.url, replicas: 1 });
    log = await data.open();
  });
  afterEach(async () => {
    proxy.onAnswer = () => 'pass';
    await log.stop();
    data.remove();
  });

  it.each([1, 5])('loses answers, and each event of batches of %d is stored once, in order', async (size) => {
    const sent: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      let isLost = false;
      // The next answer is to the batch.
      proxy.onAnswer = () => {
        if (isLost) return 'pass';
        isLost = true;
        return 'lose';
      };
      const batch = newEvents(size);
      const answers = await log.append(batch);
      expect(isLost).toBe(true);
      expect(answers.map(({ position }) => position)).toEqual(
        batch.map((_, index) => sent.length + index + 1),
      );
      sent.push(...batch.map(({ id }) => id));
    }
    expect((await readAll(log)).map(({ id }) => id)).toEqual(sent);
  });

  it('is cut in the middle of batches, and each batch is stored once, as a whole', async () => {
    const sent: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const batch = newEvents(200);
      const appending = log.append(batch);
      await new Promise(setImmediate);
      proxy.cut();
      await appending;
      sent.push(...batch.map(({ id }) => id));
    }
    expect((await readAll(log)).map(({ id }) => id)).toEqual(sent);
  });

  it('is down: nothing is acknowledged, what was read can be read, and everything resumes when it is back', async () => {
    await log.stop();
    log = await data.open(1, { commitMs: 500 });
    await log.append(newEvents(3));
    proxy.onConnection = () => 'cut';
    proxy.cut();
    const event = newEvent();
    await expect(log.append([event])).rejects.toMatchObject({ code: 'log.unavailable' });
    expect(await readAll(log)).toHaveLength(3);
    proxy.onConnection = () => 'open';
    for (;;) {
      const answer = await log.append([event]).catch((error) => error);
      if (answer.code === 'log.unavailable') continue;
      expect(answer).toMatchObject([{ position: 4 }]);
      break;
    }
    expect(await readAll(log)).toHaveLength(4);
  });
});
