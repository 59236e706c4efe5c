import { setTimeout as delay } from 'node:timers/promises';
import { NatsCluster } from '/tmp/wt/j17/event-log/test/jetstream/nats-cluster';
import { StreamData } from '/tmp/wt/j17/event-log/test/jetstream/stream-data';
import { newEvent, newEvents } from '/tmp/wt/j17/event-log/test/new-event';
import { readAll } from '/tmp/wt/j17/event-log/test/read-all';

async function main() {
  const cluster = await NatsCluster.start(3);
  const data = new StreamData({ url: cluster.url, replicas: 3 });
  const logs = await Promise.all([data.open(1), data.open(2)]);
  const acked = new Map<string, number>();
  const t0 = Date.now();
  let stop = false;
  const gaps: string[] = [];
  const errors: Record<string, number> = {};
  const writer = async (log: any, w: number) => {
    let pending: any;
    while (!stop) {
      pending ??= newEvents(1 + Math.floor(Math.random() * 5));
      const t = Date.now();
      try {
        const a = await log.append(pending);
        for (const { id, position } of a) {
          if (acked.has(id) && acked.get(id) !== position) console.log('TWICE');
          acked.set(id, position);
        }
        pending = undefined;
      } catch (e: any) {
        errors[e.code ?? e.message] = (errors[e.code ?? e.message] ?? 0) + 1;
        await delay(100);
      }
      if (Date.now() - t > 2000) gaps.push(`${((t - t0) / 1000).toFixed(1)}s w${w} ${Date.now() - t}ms`);
    }
  };
  const writers = [0, 1, 2, 3].map((w) => writer(logs[w % 2], w));
  const say = (s: string) =>
    console.log(
      ((Date.now() - t0) / 1000).toFixed(1),
      s,
      'acked',
      acked.size,
      'heads',
      logs.map((l) => l.head).join(),
      JSON.stringify(errors),
    );
  const leader = () => cluster.leaderOf(() => (logs[0] as any)['_api']?.info() ?? fetchInfo());
  const fetchInfo = async () => {
    const { connect } = await import('@nats-io/transport-node');
    const nc = await connect({
      servers: cluster.servers.filter((s) => s.isRunning).map((s) => s.url.replace('nats://', '')),
      timeout: 2000,
    });
    const m = await nc.request('$JS.API.STREAM.INFO.' + data.stream, '', { timeout: 3000 });
    await nc.close();
    return m.json<any>();
  };
  await delay(2000);
  say('start');
  let l = await leader();
  say('kill leader ' + l.name);
  await l.kill();
  await delay(12000);
  say('after');
  await l.start();
  say('restarted');
  await delay(2000);
  l = await leader();
  say('freeze leader ' + l.name);
  l.freeze();
  await delay(12000);
  l.thaw();
  say('thawed');
  await delay(3000);
  say('');
  const [x, y] = cluster.servers;
  say('kill two');
  await Promise.all([x!.kill(), y!.kill()]);
  await delay(15000);
  say('two dead');
  await Promise.all([x!.start(), y!.start()]);
  say('back');
  await delay(8000);
  say('end');
  stop = true;
  await Promise.all(writers);
  await Promise.all(logs.map((log) => log.append([])));
  const stored = await readAll(logs[0]!);
  const ids = new Map(stored.map((e: any) => [e.id, e.position]));
  console.log(
    'stored',
    stored.length,
    'unique',
    ids.size,
    'acked',
    acked.size,
    'lost',
    [...acked].filter(([id, p]) => ids.get(id) !== p).length,
    'gapless',
    stored.every((e: any, i: number) => e.position === i + 1),
    'same',
    JSON.stringify(await readAll(logs[1]!)) === JSON.stringify(stored),
  );
  console.log(gaps.join('\n'));
  await Promise.all(logs.map((log) => log.stop()));
  await cluster.stop();
  data.remove();
  process.exit(0);
}
void main();
