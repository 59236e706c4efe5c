import assert from 'node:assert/strict';
import { eventually } from '../../../service-kit/test/eventually';
import type { BlogSystem } from '../../harness/blog-system';
import type { Attack } from './attack';
import { OpenConnections } from './open-connections';

/** More than are listed: those that come last can only push out others. */
const FAKES = 1_050;
const AT_ONCE = 25;
const STREAMS = 200;
const FOLLOWERS = ['posts', 'comments', 'query'] as const;

/** Followers that are none: a thousand reports, and streams under names of their own. */
export const fakeFollowers: Attack = {
  name: 'fake followers',
  async run(blog, random) {
    const run = random.integer(0, 1e9);
    const streams = new OpenConnections();
    try {
      await report(blog, `fake-${run}`);
      for (let n = 0; n < STREAMS; n += 1) {
        const path = `/events?follower=stream-${run}-${n}`;
        const head = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n`;
        await streams.open(blog.url('event-bus'), 1, Buffer.from(head));
      }
      await eventually(async () => {
        const listed = await blog.subscribers();
        for (const name of FOLLOWERS) {
          const follower = listed.find((one) => one.name === name);
          assert(follower !== undefined, `${name} was pushed out`);
          assert(['live', 'catching-up'].includes(follower.state), `${name} is ${follower.state}`);
        }
      });
    } finally {
      streams.close();
    }
  },
};

async function report(blog: BlogSystem, prefix: string): Promise<void> {
  let next = 0;
  const reporter = async () => {
    while (next < FAKES) {
      next += 1;
      await fetch(`${blog.url('event-bus')}/followers/${prefix}-${next}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ instance: 'a', checkpoint: 0, error: null }),
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reporter));
}
