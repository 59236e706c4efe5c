import { setTimeout as delay } from 'node:timers/promises';
import { BlogSystem } from '../harness/blog-system';
import { auditBlog } from './audit-blog';
import { BlogLoad } from './blog-load';
import { BusLoad } from './bus-load';
import type { DrillOptions, Fault } from './fault';
import { renewedDrill } from './renewed-drill';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const FROZEN_MS_MIN = 1_000;
const FROZEN_MS_MAX = 60_000;

/** The bus, or a service that follows it, is frozen for a while and then continues. */
export const freeze: Fault = {
  name: 'freeze',
  what: 'SIGSTOP of bus or follower, 1 to 60 s',
  holds: 'no gap and no duplicate afterwards',
  counts: { short: 3, long: 200 },
  needs: ['posix'],
  open: async (options = {}) =>
    renewedDrill({
      every: 20,
      open: (random) => open(options, random),
      // Alternately under the load of publishers, and as a part of the blog.
      round: (loads, random, round) =>
        round % 2 === 1 ? freezeBus(loads, random) : freezePart(loads, random),
      close: async ({ bus, blog, authors }) => {
        await authors.pause();
        await Promise.all([bus.stop(), blog.stop()]);
      },
    }),
};

interface Loads {
  readonly bus: BusLoad;
  readonly blog: BlogSystem;
  readonly authors: BlogLoad;
}

async function open(options: DrillOptions, random: SeededRandom): Promise<Loads> {
  const bus = await BusLoad.start({ ...options, random: random.for('bus') });
  const blog = await BlogSystem.start(options);
  return { bus, blog, authors: new BlogLoad(blog, random.for('authors')) };
}

async function freezeBus({ bus }: Loads, random: SeededRandom): Promise<Tally> {
  bus.resume();
  await bus.moves();
  await freezeForAWhile(bus.bus, random);
  await bus.moves();
  return bus.settle();
}

async function freezePart({ blog, authors }: Loads, random: SeededRandom): Promise<Tally> {
  authors.resume();
  await authors.moves();
  const name = random.pick(['event-bus', 'query', 'comments', 'posts'] as const);
  await freezeForAWhile(blog.services[name], random);
  await authors.moves();
  await authors.pause();
  return auditBlog(blog, authors.accepted);
}

/** Mostly short: most failures happen within seconds. */
async function freezeForAWhile(
  service: { signal(signal: NodeJS.Signals): void },
  random: SeededRandom,
): Promise<void> {
  service.signal('SIGSTOP');
  try {
    await delay(FROZEN_MS_MIN * (FROZEN_MS_MAX / FROZEN_MS_MIN) ** (random.fraction() ** 4));
  } finally {
    service.signal('SIGCONT');
  }
}
