import { join } from 'node:path';
import { BlogSystem } from '../harness/blog-system';
import type { ServiceName } from '../harness/service-names';
import { auditBlog } from './audit-blog';
import { BlogLoad } from './blog-load';
import type { Fault } from './fault';
import { renewedDrill } from './renewed-drill';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';
import { within } from './within';

const KILL_POINTS = join(__dirname, 'preload/kill-points.js');
const DIES_WITHIN_MS = 30_000;

const OUTBOX_STEPS = [
  'in accept',
  'after accept',
  'before publish',
  'after publish',
  'in remove',
  'after remove',
];
const FOLLOWER_STEPS = ['applying', 'in apply', 'after apply'];

/** Every step of outbox and follower that a service executes (`preload/kill-points.js`). */
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
  open: async ({ preload = KILL_POINTS } = {}) =>
    renewedDrill({
      every: 25,
      async open(random) {
        const blog = await BlogSystem.start({ preload });
        return { blog, load: new BlogLoad(blog, random) };
      },
      round: kill,
      async close({ blog, load }) {
        await load.pause();
        await blog.stop();
      },
    }),
};

async function kill(
  { blog, load }: { blog: BlogSystem; load: BlogLoad },
  random: SeededRandom,
  round: number,
): Promise<Tally> {
  const [name, step] = KILL_POINTS_OF[round % KILL_POINTS_OF.length] as (typeof KILL_POINTS_OF)[number];
  const service = blog.services[name];
  load.resume();
  await load.moves(3);
  service.tell({ step, time: random.integer(1, 5) });
  const end = await within(DIES_WITHIN_MS, service.exited, `${name} to die ${step}`);
  if (end.signal !== 'SIGKILL') throw new Error(`${name} ended by itself: ${service.log}`);
  await service.start();
  await load.moves(3);
  await load.pause();
  return auditBlog(blog, load.accepted);
}
