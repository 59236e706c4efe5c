import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { eventually } from '../../../service-kit/test/eventually';
import type { BlogSystem } from '../../harness/blog-system';
import { ask, openAnswer } from '../../harness/raw-request';
import type { Attack } from './attack';
import { OpenConnections } from './open-connections';

/** More than the bus lists: the last ones can only evict others. */
const FAKES = 1_050;
const AT_ONCE = 25;
const STREAMS = 200;
/** The maximum number of instances listed under one name. */
const CROWD = 200;
const FOLLOWERS = ['posts', 'comments', 'query'] as const;
/** Another local address than the crowd's. */
const ANOTHER_ADDRESS = '127.0.0.2';

/** Fake followers: a thousand reports, streams under unique names, and as many connected instances of one name as allowed. */
export const fakeFollowers: Attack = {
  name: 'fake followers',
  async run(blog, random) {
    const run = random.integer(0, 1e9);
    const streams = new OpenConnections();
    try {
      await report(blog, { count: FAKES, nameOf: (n) => `fake-${run}-${n}`, instanceOf: () => 'a' });
      for (let n = 0; n < STREAMS; n += 1) {
        await streams.open(blog.url('event-bus'), 1, getEvents(`follower=stream-${run}-${n}`));
      }
      await honestOnesArePlaced(blog);
      await crowdKeepsNobodyOut(blog, `crowd-${run}`);
      await honestOnesArePlaced(blog);
    } finally {
      streams.close();
    }
  },
};

async function honestOnesArePlaced(blog: BlogSystem): Promise<void> {
  await eventually(async () => {
    const listed = await blog.subscribers();
    for (const name of FOLLOWERS) {
      const follower = listed.find((one) => one.name === name);
      assert(follower !== undefined, `${name} was pushed out`);
      assert(['live', 'catching-up'].includes(follower.state), `${name} is ${follower.state}`);
    }
  });
}

/** Checks that the crowd never keeps out a follower from another address, and any other only until it has gone. */
async function crowdKeepsNobodyOut(blog: BlogSystem, name: string): Promise<void> {
  const url = blog.url('event-bus');
  const { headers } = await ask(url, '/events', { method: 'HEAD' });
  const follow = (instance: string, options: { localAddress?: string } = {}) =>
    openAnswer(url, `/events?follower=${name}&instance=${instance}&after=${headers['event-log-head']}`, {
      headers: { Accept: 'application/x-ndjson' },
      ...options,
    });
  const crowd = new OpenConnections();
  const opened: IncomingMessage[] = [];
  const expectPlace = async (instance: string, options?: { localAddress?: string }) => {
    const answer = await follow(instance, options);
    opened.push(answer);
    assert.equal(answer.statusCode, 200, `a new follower was answered ${answer.statusCode}`);
  };
  try {
    for (let n = 0; n < CROWD; n += 1) {
      const query = `follower=${name}&instance=${n}&after=${headers['event-log-head']}`;
      await crowd.open(url, 1, getEvents(query));
    }
    await report(blog, { count: CROWD, nameOf: () => name, instanceOf: (n) => `${n}` });
    const one = await follow('one-more');
    opened.push(one);
    assert.equal(one.statusCode, 503, `one more of a crowd was answered ${one.statusCode}`);
    await expectPlace('of-another-address', { localAddress: ANOTHER_ADDRESS });
    crowd.close();
    await eventually(() => expectPlace('after-the-crowd'), { withinMs: 30_000, everyMs: 100 });
  } finally {
    crowd.close();
    for (const answer of opened) answer.destroy();
  }
}

const getEvents = (query: string) =>
  Buffer.from(`GET /events?${query} HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n`);

/** Sends the reports of fake followers, numbered from 0. */
async function report(
  blog: BlogSystem,
  fakes: { count: number; nameOf(n: number): string; instanceOf(n: number): string },
): Promise<void> {
  let next = 0;
  const reporter = async () => {
    while (next < fakes.count) {
      const n = next;
      next += 1;
      await fetch(`${blog.url('event-bus')}/followers/${fakes.nameOf(n)}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ instance: fakes.instanceOf(n), checkpoint: 0, error: null }),
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reporter));
}
