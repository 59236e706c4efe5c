import { setTimeout as delay } from 'node:timers/promises';
import { BlogSystem } from '../harness/blog-system';
import { TcpProxy } from '../harness/tcp-proxy';
import { auditBlog } from './audit-blog';
import { BlogLoad } from './blog-load';
import type { DrillOptions, Fault } from './fault';
import { renewedDrill } from './renewed-drill';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const TROUBLES_A_ROUND = 6;
const TROUBLE_MS_MAX = 400;
const DELAY_MS_MAX = 30;

/** The network between the services and the bus fails in each way in turn, while authors write. */
export const badNetwork: Fault = {
  name: 'bad-network',
  what: 'a network that cuts, delays, stalls and loses answers',
  holds: 'every state equals the fold of the log, and what was accepted is in it',
  counts: { short: 5, long: 200 },
  open: async (options = {}) =>
    renewedDrill({
      every: 20,
      open: (random) => open(options, random),
      round: trouble,
      async close({ proxy, blog, load }) {
        await load.pause();
        await blog.stop();
        await proxy.close();
      },
    }),
};

interface Connected {
  readonly proxy: TcpProxy;
  readonly blog: BlogSystem;
  readonly load: BlogLoad;
}

async function open(options: DrillOptions, random: SeededRandom): Promise<Connected> {
  let busPort = 0;
  const proxy = await new TcpProxy(() => busPort).listen();
  const blog = await BlogSystem.start({
    ...options,
    async busUrl(port) {
      busPort = port;
      return proxy.url;
    },
  });
  return { proxy, blog, load: new BlogLoad(blog, random) };
}

async function trouble({ proxy, blog, load }: Connected, random: SeededRandom): Promise<Tally> {
  load.resume();
  await load.moves();
  for (let count = 0; count < TROUBLES_A_ROUND; count += 1) {
    begin(random.pick(['cut', 'delay', 'stall', 'lose answers', 'cut at once'] as const), proxy, random);
    await delay(random.integer(0, TROUBLE_MS_MAX));
    end(proxy);
  }
  await load.moves();
  await load.pause();
  return auditBlog(blog, load.accepted);
}

function begin(
  kind: 'cut' | 'delay' | 'stall' | 'lose answers' | 'cut at once',
  proxy: TcpProxy,
  random: SeededRandom,
): void {
  if (kind === 'cut') proxy.cut();
  if (kind === 'delay') proxy.delayMs = random.integer(1, DELAY_MS_MAX);
  if (kind === 'stall') proxy.stall();
  if (kind === 'lose answers') proxy.onAnswer = () => (random.chance(0.3) ? 'lose' : 'pass');
  if (kind === 'cut at once') {
    proxy.cut();
    proxy.onConnection = () => (random.chance(0.5) ? 'cut' : 'open');
  }
}

function end(proxy: TcpProxy): void {
  proxy.delayMs = 0;
  proxy.resume();
  proxy.onAnswer = () => 'pass';
  proxy.onConnection = () => 'open';
}
