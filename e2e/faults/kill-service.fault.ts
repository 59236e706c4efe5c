import { join } from 'node:path';
import { BlogSystem, type ServiceName } from '../harness/blog-system';
import { auditBlog } from './audit-blog';
import { BlogLoad } from './blog-load';
import type { Drill, DrillOptions, Fault } from './fault';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';
import { within } from './within';

const KILL_POINTS = join(__dirname, 'preload/kill-points.js');
const DIES_WITHIN_MS = 30_000;
/** A blog is read whole after each kill; a new one now and then keeps that from taking over. */
const KILLS_A_BLOG = 25;

const OUTBOX_STEPS = [
  'in accept',
  'after accept',
  'before publish',
  'after publish',
  'in remove',
  'after remove',
];
const FOLLOWER_STEPS = ['applying', 'in apply', 'after apply'];

/** Every step of outbox and follower that a service comes to (`preload/kill-points.js`). */
const KILL_POINTS_OF: readonly (readonly [ServiceName, string])[] = [
  ...[...OUTBOX_STEPS, ...FOLLOWER_STEPS].map((step) => ['posts', step] as const),
  ...[...OUTBOX_STEPS, ...FOLLOWER_STEPS].map((step) => ['comments', step] as const),
  ...FOLLOWER_STEPS.map((step) => ['query', step] as const),
  ['moderation', 'before publish'],
  ['moderation', 'after publish'],
];

/** A service is killed at a named step while authors write. */
export const killService: Fault = {
  name: 'kill-service',
  what: 'kill -9 of a service at every step of outbox and apply',
  holds: 'every state equals the fold of the log, and what was accepted is in it',
  counts: { short: 2 * KILL_POINTS_OF.length, long: 20 * KILL_POINTS_OF.length },
  open: async (options) => new KillServiceDrill(options),
};

class KillServiceDrill implements Drill {
  readonly #options: DrillOptions | undefined;
  #blog: BlogSystem | undefined;
  #load: BlogLoad | undefined;
  #kills = 0;

  constructor(options: DrillOptions | undefined) {
    this.#options = options;
  }

  async round(random: SeededRandom, round: number): Promise<Tally> {
    if (this.#kills % KILLS_A_BLOG === 0) await this.close();
    this.#kills += 1;
    this.#blog ??= await BlogSystem.start({ preload: this.#options?.preload ?? KILL_POINTS });
    this.#load ??= new BlogLoad(this.#blog, random.for('load'));
    const [name, step] = KILL_POINTS_OF[round % KILL_POINTS_OF.length] as (typeof KILL_POINTS_OF)[number];
    const service = this.#blog.services[name];
    const load = this.#load;
    load.resume();
    await load.moves(3);
    service.tell({ step, time: random.integer(1, 5) });
    const end = await within(DIES_WITHIN_MS, service.exited, `${name} to die ${step}`);
    if (end.signal !== 'SIGKILL') throw new Error(`${name} ended by itself: ${service.log}`);
    await service.start();
    await load.moves(3);
    await load.pause();
    return auditBlog(this.#blog, load.accepted);
  }

  async close(): Promise<void> {
    await this.#load?.pause();
    await this.#blog?.stop();
    this.#blog = undefined;
    this.#load = undefined;
  }
}
