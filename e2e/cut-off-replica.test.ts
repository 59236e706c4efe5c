import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsCluster } from '../event-log/test/jetstream/nats-cluster';
import type { NatsServer } from '../event-log/test/jetstream/nats-server';
import { eventually } from '../service-kit/test/eventually';
import { freePort } from './harness/free-port';
import { missingTools } from './harness/missing-tools';
import { ServiceProcess } from './harness/service-process';
import { TcpProxy } from './harness/tcp-proxy';

const WITHIN = { withinMs: 10_000, everyMs: 50 };

(missingTools.has('nats-server') ? describe.skip : describe)('a replica that is cut off from NATS', () => {
  let nats: NatsCluster;
  let proxy: TcpProxy;
  let folder: string;
  let replica: ServiceProcess;
  beforeAll(async () => {
    nats = await NatsCluster.start(1);
    proxy = await new TcpProxy(() => (nats.servers[0] as NatsServer).clientPort).listen();
    folder = mkdtempSync(join(tmpdir(), 'cut-off-'));
    const port = await freePort();
    const env = { LOG_URL: proxy.url.replace('http:', 'nats:'), REPLICA_URL: `http://127.0.0.1:${port}` };
    replica = new ServiceProcess({ name: 'event-bus', port, dataFolder: folder, env });
    await replica.start();
  }, 60_000);
  afterAll(async () => {
    await replica.kill();
    await proxy.close();
    await nats.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const statusOf = async (path: string) => (await fetch(replica.url + path)).status;
  const isReady = (expected: boolean) =>
    eventually(async () => expect(await statusOf('/readyz')).toBe(expected ? 200 : 503), WITHIN);

  it.each(['cut', 'stalled'] as const)(
    'is not ready, ends its streams, is alive, and is ready again by itself: %s',
    async (how) => {
      await isReady(true);
      const { pid } = replica;
      const stream = await fetch(`${replica.url}/events`, { headers: { Accept: 'application/x-ndjson' } });
      if (how === 'cut') proxy.refuse();
      else proxy.stall();
      await isReady(false);
      await stream.text();
      expect(await statusOf('/healthz')).toBe(200);
      proxy.accept();
      proxy.resume();
      await isReady(true);
      expect(replica.pid).toBe(pid);
    },
    60_000,
  );
});
