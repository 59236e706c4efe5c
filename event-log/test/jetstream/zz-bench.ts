import { newEvent } from '../new-event';
import { NatsCluster } from './nats-cluster';
import { StreamData } from './stream-data';

const R = Number(process.env.R ?? 1) as 1 | 3;
const ev = () =>
  newEvent({
    subject: crypto.randomUUID(),
    time: new Date().toISOString(),
    data: {
      id: crypto.randomUUID(),
      postId: crypto.randomUUID(),
      content: 'I like oranges and an orange',
      status: 'pending',
    },
  });
async function main() {
  const cluster = await NatsCluster.start(R);
  for (const n of [1, 2, 3]) {
    const data = new StreamData({ url: cluster.url, replicas: R });
    const logs: any[] = await Promise.all(Array.from({ length: n }, (_, i) => data.open(i + 1)));
    for (const inflight of [1, 64]) {
      const until = Date.now() + 4000;
      const counts = logs.map(() => 0);
      const worst = logs.map(() => 0);
      await Promise.all(
        logs.flatMap((log, i) =>
          Array.from({ length: inflight }, async () => {
            while (Date.now() < until) {
              const t = Date.now();
              await log.append([ev()]);
              counts[i]! += 1;
              worst[i] = Math.max(worst[i]!, Date.now() - t);
            }
          }),
        ),
      );
      console.log(
        `R${R} replicas ${n} inflight ${inflight}`,
        Math.round(counts.reduce((a, b) => a + b) / 4),
        '/s',
        counts.join(),
        'worst',
        worst.join(),
      );
    }
    await Promise.all(logs.map((log) => log.stop()));
    data.remove();
  }
  await cluster.stop();
  process.exit(0);
}
void main();
