import { join } from 'node:path';
import { eventually } from '../service-kit/test/eventually';
import { publishPlain } from './faults/abuse/publish-plain';
import { discardAll, setAsideOf } from './faults/abuse/set-aside-of';
import { BlogSystem } from './harness/blog-system';
import type { ServiceName } from './harness/service-names';
import { ServiceProcess } from './harness/service-process';

const FOLLOWERS = ['posts', 'comments', 'query'] as const;
const ENOUGH = { withinMs: 30_000, everyMs: 50 };

describe('a malformed event that got into the log', () => {
  let blog: BlogSystem;
  let fixed: ServiceProcess | undefined;

  beforeAll(async () => {
    blog = await BlogSystem.start();
    await eventually(async () => {
      const types = await (await fetch(`${blog.url('event-bus')}/types`)).json();
      expect(types).toHaveLength(8);
    }, ENOUGH);
    // Like a log from before types were checked.
    await fetch(`${blog.url('event-bus')}/types/PostCreated`, { method: 'DELETE' });
    expect((await publishPlain(blog, { type: 'PostCreated' })).status).toBe(201);
  });
  afterAll(async () => {
    await fixed?.kill();
    await blog.stop();
  });

  const isSaid = (name: ServiceName) =>
    eventually(async () => {
      const { isReady, count, reason } = await setAsideOf(blog, name);
      expect([isReady, count, reason]).toEqual([
        true,
        1,
        expect.stringMatching(/^Event \d+ \(PostCreated\): /),
      ]);
    }, ENOUGH);

  it('is set aside by each follower, which is ready and says so, also at the bus', async () => {
    for (const name of FOLLOWERS) await isSaid(name);
    await eventually(async () => {
      const listed = await blog.subscribers();
      expect(FOLLOWERS.map((name) => listed.find((one) => one.name === name)?.setAside)).toEqual([1, 1, 1]);
    }, ENOUGH);
  });

  it('holds up nothing: a post and a comment written now appear', async () => {
    const { id } = await blog.createPost('After it');
    await blog.comment(id, 'Nobody noticed.');
    await blog.settled();
    expect((await blog.post(id)).comments).toMatchObject([{ status: 'approved' }]);
  });

  it('is set aside once, also over a restart', async () => {
    await blog.services.query.restart();
    await isSaid('query');
  });

  it('is taken out when a build that can read it starts, or when somebody discards it', async () => {
    const { port, dataFolder } = blog.services.query;
    await blog.services.query.end('SIGTERM');
    fixed = new ServiceProcess({
      name: 'query',
      port,
      dataFolder,
      env: { BUS_URL: blog.url('event-bus') },
      preload: join(__dirname, 'faults/preload/read-malformed.js'),
    });
    await fixed.start();
    await eventually(async () => expect(await setAsideOf(blog, 'query')).toMatchObject({ count: 0 }), ENOUGH);
    for (const name of ['posts', 'comments'] as const) await discardAll(blog, name);
    await eventually(async () => {
      const listed = await blog.subscribers();
      expect(FOLLOWERS.map((name) => listed.find((one) => one.name === name)?.setAside)).toEqual([0, 0, 0]);
    }, ENOUGH);
  });

  it('lets the owner of its type register it again, except for what it has set aside', async () => {
    // Immediately, not only at the next round.
    await blog.services.posts.restart();
    await eventually(async () => {
      const { checks } = (await (await fetch(`${blog.url('posts')}/readyz`)).json()) as {
        checks: { types: { registered: readonly string[] } };
      };
      expect(checks.types.registered).toHaveLength(3);
    }, ENOUGH);
    expect((await publishPlain(blog, { type: 'PostCreated' })).status).toBe(422);
  });
});
