import { setTimeout as delay } from 'node:timers/promises';
import { BlogSystem } from '../harness/blog-system';
import { auditBlog } from './audit-blog';
import { BlogLoad } from './blog-load';
import { BusLoad } from './bus-load';
import type { Drill, DrillOptions, Fault } from './fault';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const FROZEN_MS_MIN = 1_000;
const FROZEN_MS_MAX = 60_000;
/** What was written is read whole after each time; new ones now and then keep that from taking over. */
const ROUNDS_A_LOG = 20;

/** The bus, or a service that follows it, stands still for a while and goes on as if nothing had been. */
export const freeze: Fault = {
  name: 'freeze',
  what: 'SIGSTOP of bus or follower, 1 to 60 s',
  holds: 'no gap and no duplicate afterwards',
  counts: { short: 3, long: 200 },
  needs: ['posix'],
  open: async (options = {}) => new FreezeDrill(options),
};

class FreezeDrill implements Drill {
  readonly #options: DrillOptions;
  #loads: { bus: BusLoad; blog: BlogSystem; authors: BlogLoad } | undefined;
  #rounds = 0;

  constructor(options: DrillOptions) {
    this.#options = options;
  }

  async round(random: SeededRandom, round: number): Promise<Tally> {
    if (this.#rounds % ROUNDS_A_LOG === 0) await this.close();
    this.#rounds += 1;
    this.#loads ??= await this.#start(random);
    const { bus, blog, authors } = this.#loads;
    // Mostly short: most of what can go wrong does so within seconds.
    const frozenMs = FROZEN_MS_MIN * (FROZEN_MS_MAX / FROZEN_MS_MIN) ** (random.fraction() ** 4);
    // Under the load of publishers, or as a part of the blog.
    if (round % 2 === 1) {
      bus.resume();
      await bus.moves();
      await freezeFor(frozenMs, bus.bus);
      await bus.moves();
      return bus.settle();
    }
    authors.resume();
    await authors.moves();
    await freezeFor(
      frozenMs,
      blog.services[random.pick(['event-bus', 'query', 'comments', 'posts'] as const)],
    );
    await authors.moves();
    await authors.pause();
    return auditBlog(blog, authors.accepted);
  }

  async close(): Promise<void> {
    await this.#loads?.authors.pause();
    await Promise.all([this.#loads?.bus.stop(), this.#loads?.blog.stop()]);
    this.#loads = undefined;
  }

  async #start(random: SeededRandom) {
    const bus = await BusLoad.start({ ...this.#options, random: random.for('bus') });
    const blog = await BlogSystem.start(this.#options);
    return { bus, blog, authors: new BlogLoad(blog, random.for('authors')) };
  }
}

async function freezeFor(ms: number, service: { signal(signal: NodeJS.Signals): void }): Promise<void> {
  service.signal('SIGSTOP');
  try {
    await delay(ms);
  } finally {
    service.signal('SIGCONT');
  }
}
