import { join } from 'node:path';
import { BlogSystem } from '../harness/blog-system';
import { auditBlog } from './audit-blog';
import { BlogLoad } from './blog-load';
import type { Fault } from './fault';

const TWICE = join(__dirname, 'preload/twice.js');
const WRITTEN = 100;

/** Every handler of every service gets every event twice. */
export const twice: Fault = twiceOn({ isOnNats: false });

/** Runs with one bus, or with three replicas on nats-servers. */
export function twiceOn({ isOnNats }: { isOnNats: boolean }): Fault {
  return {
    name: 'twice',
    what: 'every event is delivered twice',
    holds: 'the end state is unchanged: it equals the fold of the log, which takes each event once',
    counts: { short: 1, long: 20 },
    open: async ({ preload = TWICE } = {}) => ({
      async round(random) {
        const blog = await BlogSystem.start({ preload, isOnNats });
        const load = new BlogLoad(blog, random);
        try {
          load.resume();
          await load.moves(WRITTEN);
          await load.pause();
          return await auditBlog(blog, load.accepted);
        } finally {
          await load.pause();
          await blog.stop();
        }
      },
      close: async () => {},
    }),
  };
}
