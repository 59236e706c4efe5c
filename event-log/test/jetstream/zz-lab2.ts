import { setTimeout as delay } from 'node:timers/promises';
import { newEvents } from '../new-event';
import { NatsCluster } from './nats-cluster';
import { StreamData } from './stream-data';

async function main() {
  const cluster = await NatsCluster.start(3);
  const data = new StreamData({ url: cluster.url, replicas: 3 });
  const logger: any = {
    warn: (...a: any[]) => say('WARN', a),
    info: (...a: any[]) => say('INFO', a),
    error: (...a: any[]) => say('ERROR', a),
  };
  const t0 = Date.now();
  const say = (...s: any[]) => console.log(((Date.now() - t0) / 1000).toFixed(1), ...s);
  const mk = (n: number, s: number) =>
    data.open(n, { ...(n === 1 ? { logger } : {}), url: cluster.servers[s]!.url });
  const logs = [await mk(1, 0), await mk(2, 1)];
  let stop = false;
  const writer = async (log: any, w: number) => {
    while (!stop) {
      const t = Date.now();
      try {
        await log.append(newEvents(3));
      } catch (e: any) {
        say('w' + w, e.message);
      }
      if (Date.now() - t > 1000) say('w' + w, 'took', Date.now() - t);
      await delay(20);
    }
  };
  const ws = [writer(logs[1], 1)];
  await delay(1000);
  say('heads', logs.map((l) => l.head).join());
  const conn = logs[0] as any;
  await conn['#x'];
  const fz = cluster.servers.find((x) => x.url.endsWith(String(conn.link ?? '')));
  say('freeze', cluster.servers[0]!.name);
  cluster.servers[0]!.freeze();
  for (let i = 0; i < 14; i++) {
    await delay(1000);
    say('heads', logs.map((l) => l.head).join());
  }
  cluster.servers[0]!.thaw();
  stop = true;
  await Promise.all(ws);
  await Promise.all(logs.map((log) => log.stop()));
  await cluster.stop();
  data.remove();
  process.exit(0);
}
void main();
