import { setTimeout } from 'node:timers/promises';
import { PUBLISH_AWAY_MS } from '@blog/service-kit';
import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { hearing } from '../src/events/on-event';
import { postsUnderTest, TABLES } from './posts-under-test';

let service: ReturnType<typeof postsUnderTest>;
const api = () => request(service.server);
const create = async (title: string) => (await api().post('/posts').send({ title })).body;
const list = async () => (await api().get('/posts?limit=1000')).body;

beforeEach(async () => {
  service = postsUnderTest();
  await service.start();
});
afterEach(() => service.end());

describe('while the bus is down', () => {
  beforeEach(async () => {
    await service.caughtUp();
    service.bus.down = true;
  });

  it('accepts every change, and tells them in order once the bus is back', async () => {
    const post = await create('Offline');
    expect((await api().patch(`/posts/${post.id}`).send({ title: 'Edited' })).status).toBe(200);
    const other = await create('Other');
    expect((await api().delete(`/posts/${other.id}`)).status).toBe(204);
    expect(service.bus.events).toHaveLength(0);
    expect(await list()).toMatchObject([{ id: post.id, title: 'Edited', version: 2 }]);

    service.bus.down = false;
    await service.caughtUp();
    expect(service.bus.events.map(({ type }) => type)).toEqual([
      'PostCreated',
      'PostUpdated',
      'PostCreated',
      'PostDeleted',
    ]);
  });

  it('tells after a restart what it could not tell before', async () => {
    const post = await create('Survivor');
    await service.stop();
    service.bus.down = false;
    await service.start();
    await service.caughtUp();
    expect(service.bus.events).toMatchObject([{ type: 'PostCreated', subject: post.id }]);
    expect(await list()).toEqual([post]);
  });

  it('answers 404 for an unknown post, having caught up before', async () => {
    expect((await api().get('/posts/0badc0de')).body.code).toBe('post.not_found');
  });
});

it('answers 503 for an unknown post while it has never been able to read the log', async () => {
  const lonely = postsUnderTest();
  lonely.bus.down = true;
  await lonely.start();
  try {
    for (const method of ['get', 'delete'] as const) {
      const { status, body, headers } = await request(lonely.server)[method]('/posts/0badc0de');
      expect([status, body.code]).toEqual([503, 'posts.not_caught_up']);
      expect(headers['retry-after']).toBe('1');
    }
    const { body: post } = await request(lonely.server).post('/posts').send({ title: 'First' });
    const edited = await request(lonely.server).patch(`/posts/${post.id}`).send({ title: 'Second' });
    expect(edited.body).toMatchObject({ title: 'Second', version: 2 });
  } finally {
    await lonely.end();
  }
});

it('waits for a bus that is slow, so that comments knows the post at once', async () => {
  await service.caughtUp();
  const publish = service.bus.publish.bind(service.bus);
  service.bus.publish = async (events) => {
    await setTimeout(2 * PUBLISH_AWAY_MS);
    return publish(events);
  };
  const { headers } = await api().post('/posts').send({ title: 'Slow' });
  expect(headers['event-position']).toBe('1');
});

it('finds a post that another program published a moment ago', async () => {
  await service.caughtUp();
  await service.bus.append({ type: 'PostCreated', data: { id: 'f00dbabe', title: 'Foreign' } });
  const { status, body } = await api().get('/posts/f00dbabe');
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: 'f00dbabe', title: 'Foreign', version: 1 });
});

it('makes no edit while it is rebuilding, since its version could be taken', async () => {
  const post = await create('One');
  for (const title of ['Two', 'Three']) await api().patch(`/posts/${post.id}`).send({ title });
  await service.stop();

  // A new disk, and a stream that ends after the first event.
  const rebuilding = postsUnderTest(service.bus);
  const { events } = service.bus;
  const later = events.splice(1);
  const follow = service.bus.follow.bind(service.bus);
  service.bus.follow = async (options) => ({ ...(await follow(options)), head: 3 });
  await rebuilding.start();
  try {
    await eventually(() => expect(rebuilding.made.follower.checkpoint).toBe(1));
    service.bus.paused = true;
    events.push(...later);
    const early = await request(rebuilding.server).patch(`/posts/${post.id}`).send({ title: 'Four' });
    expect([early.status, early.body.code]).toEqual([503, 'posts.not_caught_up']);
    service.bus.paused = false;
    await rebuilding.caughtUp();
    const edited = await request(rebuilding.server).patch(`/posts/${post.id}`).send({ title: 'Four' });
    expect(edited.body).toMatchObject({ title: 'Four', version: 4 });
  } finally {
    await rebuilding.end();
  }
});

it('comes back equal from the log when its disk is lost', async () => {
  const kept = await create('Kept');
  await api().patch(`/posts/${kept.id}`).send({ title: 'Edited' });
  const gone = await create('Gone');
  await api().delete(`/posts/${gone.id}`);
  await service.bus.append({ type: 'PostCreated', data: { id: 'f00dbabe', title: 'Foreign' } });
  await service.caughtUp();
  const [before, listed] = [service.contents(TABLES), await list()];

  await service.rebuild();
  expect(service.contents(TABLES)).toEqual(before);
  expect(await list()).toEqual(listed);
  expect(service.bus.events).toHaveLength(5);
});

it('stays the same when every event is applied again, in any order', async () => {
  const post = await create('One');
  await api().patch(`/posts/${post.id}`).send({ title: 'Two' });
  const gone = await create('Gone');
  await api().delete(`/posts/${gone.id}`);
  await service.caughtUp();
  const before = service.contents(TABLES);

  for (const events of [service.bus.events, [...service.bus.events].reverse()]) {
    await service.store.transaction(() => {
      for (const event of events) hearing.react(event, service.made.posts);
    });
    expect(service.contents(TABLES)).toEqual(before);
  }
});

it('keeps neither a state without its event nor an event without its state', async () => {
  await service.caughtUp();
  service.bus.down = true;
  const { outbox, posts } = service.made;
  const add = outbox.add.bind(outbox);
  outbox.add = (event) => {
    add(event);
    throw new Error('the power fails here');
  };
  expect((await api().post('/posts').send({ title: 'Half' })).status).toBe(500);
  expect([await list(), outbox.state().pending]).toEqual([[], 0]);

  outbox.add = add;
  posts.apply = () => {
    throw new Error('the power fails here');
  };
  expect((await api().post('/posts').send({ title: 'Half' })).status).toBe(500);
  expect([await list(), outbox.state().pending]).toEqual([[], 0]);
});

it('keeps no answer for a key whose post could not be made', async () => {
  const { outbox } = service.made;
  const add = outbox.add.bind(outbox);
  outbox.add = () => {
    throw new Error('the power fails here');
  };
  const send = () => api().post('/posts').set('Idempotency-Key', '"1"').send({ title: 'Once' });
  expect((await send()).status).toBe(500);
  outbox.add = add;
  const made = await send();
  expect([made.status, (await send()).body]).toEqual([201, made.body]);
  expect(await list()).toEqual([made.body]);
});

it('sets an event aside that it cannot read, says so, and serves everything else', async () => {
  const post = await create('Before');
  await service.bus.append({ type: 'CommentCreated', data: 'not for posts' });
  await service.bus.append({ type: 'PostCreated' });
  await service.bus.append({ type: 'PostUpdated', data: { id: post.id, title: ['no text'], version: 2 } });
  await service.bus.append({ type: 'PostCreated', data: { id: 'theirs', title: 'Good' } });
  await service.caughtUp();
  const { status, body } = await api().get('/readyz');
  expect(status).toBe(200);
  expect(body.checks.follower).toMatchObject({ status: 'live', setAside: 2, lastError: null });
  expect(body.checks.follower.setAsideReason).toMatch(/^Event 3 \(PostCreated\): .*expected object/s);
  const { body: setAside } = await api().get('/set-aside');
  expect(setAside).toMatchObject([
    { entry: 'log-3', sequence: null },
    { entry: 'log-4', sequence: `post/${post.id}` },
  ]);
  expect((await list()).map(({ id }: { id: string }) => id)).toContain('theirs');
  expect((await api().patch(`/posts/${post.id}`).send({ title: 'After' })).status).toBe(200);
});

it('refuses a change of what has the highest version, and publishes nothing', async () => {
  const post = await create('Before');
  const data = { id: post.id, title: 'Forged', version: 1_000_000_000 };
  await service.bus.append({ type: 'PostUpdated', data });
  await service.caughtUp();
  const published = service.bus.events.length;
  const edited = await api().patch(`/posts/${post.id}`).send({ title: 'After' });
  expect([edited.status, edited.body.code]).toEqual([409, 'post.no_version_left']);
  const deleted = await api().delete(`/posts/${post.id}`);
  expect([deleted.status, deleted.body.code]).toEqual([409, 'post.no_version_left']);
  await service.caughtUp();
  expect(service.bus.events).toHaveLength(published);
});
