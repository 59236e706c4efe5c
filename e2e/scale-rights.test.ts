import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BATCH_EVENTS_MAX, createLogger } from '@blog/service-kit';
import { JetStreamEventLog } from '../event-log/src/jetstream';
import { PAGE_EVENTS } from '../event-log/src/jetstream/id-page';
import { StreamReader } from '../event-log/src/jetstream/stream-reader';
import { NatsAdmin } from '../event-log/test/jetstream/nats-admin';
import { newEvents } from '../event-log/test/new-event';
import { eventually } from '../service-kit/test/eventually';
import { runSeed } from './faults/run-fault';
import { SeededRandom } from './faults/seeded-random';
import { freePort } from './harness/free-port';
import { missingTools } from './harness/missing-tools';
import { ScaleServers } from './harness/scale-servers';
import { ServiceProcess } from './harness/service-process';

const canRun = !['nats-server', 'linux'].some((tool) => missingTools.has(tool));

(canRun ? describe : describe.skip)('the rights of the bus in infra/scale/nats.conf', () => {
  let servers: ScaleServers;
  let folder: string;
  let replicas: ServiceProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scale-rights-'));
    servers = await ScaleServers.start(new SeededRandom(`${runSeed()}/scale-rights`));
    const ports = await Promise.all([freePort(), freePort()]);
    replicas = ports.map((port) => {
      const env = {
        LOG_URL: servers.logUrl,
        LOG_REPLICAS: '3',
        REPLICA_URL: `http://127.0.0.1:${port}`,
      };
      return new ServiceProcess({ name: 'event-bus', port, dataFolder: join(folder, String(port)), env });
    });
    await Promise.all(replicas.map((replica) => replica.start()));
  }, 120_000);

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await servers?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const leader = () =>
    eventually(
      async () => {
        const urls = await Promise.all(replicas.map(leaderAsSeenBy));
        const found = replicas.find(({ url }, index) => urls[index] === url);
        if (found === undefined) throw new Error('No replica leads.');
        return found;
      },
      { withinMs: 30_000, everyMs: 50 },
    );
  const call = async (url: string, method: string, body: unknown, type = 'application/json') => {
    const headers = { 'content-type': type };
    const { status } = await fetch(url, { method, headers, body: JSON.stringify(body) });
    return status;
  };

  it('suffice to publish, to subscribe, and to take over from a replica that was killed', async () => {
    const first = await leader();
    const batch = [1, 2, 3].map((id) => ({ specversion: '1.0', id: `${id}`, source: '/s', type: 'Told' }));
    expect(await call(`${first.url}/events`, 'POST', { type: 'Told', data: 1 })).toBe(201);
    expect(await call(`${first.url}/events`, 'POST', batch, 'application/cloudevents-batch+json')).toBe(201);
    const subscription = { url: 'http://127.0.0.1:9/', from: 'beginning' };
    expect(await call(`${first.url}/subscriptions/kept`, 'PUT', subscription)).toBe(201);
    await first.kill();
    const second = await leader();
    const told = await call(`${second.url}/events`, 'POST', { type: 'Told', data: 2 });
    const events = (await (await fetch(`${second.url}/events`)).json()) as { type: string }[];
    const subscribers = (await (await fetch(`${second.url}/subscribers`)).json()) as { name: string }[];
    expect([told, events.length, subscribers.map(({ name }) => name)]).toEqual([201, 5, ['kept']]);
    expect(replicas.map(({ log }) => log).join('')).not.toContain('Permissions Violation');
  });

  it('suffice to store the ids of the log, and to read them in place of it', async () => {
    const log = () =>
      JetStreamEventLog.open({
        url: servers.logUrl,
        stream: 'BLOG',
        replicas: 3,
        folder: join(folder, 'ids'),
        queueBytesMax: 64 * 1024 * 1024,
        logger: createLogger({ name: 'test', level: 'silent' }),
      });
    const writer = await log();
    while (writer.head < PAGE_EVENTS + BATCH_EVENTS_MAX) await writer.append(newEvents(BATCH_EVENTS_MAX));
    await writer.stop();
    await rm(join(folder, 'ids'), { recursive: true });
    const read = jest.spyOn(StreamReader.prototype, 'readMany');
    await (await log()).stop();
    expect(read.mock.calls.every(([first]) => first > PAGE_EVENTS)).toBe(true);
    expect(replicas.map(({ log }) => log).join('')).not.toContain('Permissions Violation');
  });

  it.each([
    'STREAM.DELETE.BLOG',
    'STREAM.PURGE.BLOG',
    'STREAM.UPDATE.BLOG',
    'STREAM.MSG.DELETE.BLOG',
    'STREAM.DELETE.KV_BLOG_STATE',
    'STREAM.PURGE.KV_BLOG_STATE',
    'STREAM.UPDATE.KV_BLOG_STATE',
    'STREAM.DELETE.BLOG_IDS',
    'STREAM.PURGE.BLOG_IDS',
    'STREAM.CREATE.ANOTHER',
    'CONSUMER.CREATE.BLOG',
    'ACCOUNT.PURGE.BUS',
  ])('do not allow %s', async (request) => {
    const admin = await NatsAdmin.open(servers.logUrl);
    await expect(admin.ask(request)).rejects.toThrow('Permissions Violation');
    await admin.close();
  });

  it('are only for those who have the password', async () => {
    const guessed = servers.logUrl.replace(/event-bus:[^@]+/, 'event-bus:guessed');
    const nobody = servers.logUrl.replace(/event-bus:[^@]+@/, '');
    for (const url of [guessed, nobody]) {
      await expect(NatsAdmin.open(url)).rejects.toThrow('Authorization Violation');
    }
  });
});

/** Undefined if it is not running. */
async function leaderAsSeenBy({ url }: ServiceProcess): Promise<string | null | undefined> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined);
  if (answer === undefined) return undefined;
  const { checks } = (await answer.json()) as { checks: { leader: { url: string | null } } };
  return checks.leader.url;
}
