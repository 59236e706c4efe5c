import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PostView } from '@blog/contracts';
import request from 'supertest';
import { PublishBlog } from './publish-blog';
import { queryUnderTest } from './query-under-test';
import { ViewReader } from './view-reader';

let service: ReturnType<typeof queryUnderTest>;
let blog: PublishBlog;
let readers: ViewReader[];

const open = (path: string, headers: Record<string, string> = {}) => {
  const reader = new ViewReader();
  readers.push(reader);
  return reader.open(`${service.url}${path}`, headers);
};

beforeEach(async () => {
  readers = [];
  service = queryUnderTest();
  blog = new PublishBlog(service.bus);
  await service.start();
});
afterEach(async () => {
  for (const reader of readers) reader.close();
  await service.end();
});

it('streams the view of a post each time it changes, with the position of the change', async () => {
  const reader = await open('/posts');
  expect(reader.contentType).toBe('text/event-stream; charset=utf-8');
  await blog.createPost('p1');
  expect(await reader.next()).toMatchObject({ id: 1, event: 'post', data: { id: 'p1', commentCount: 0 } });
  await blog.createComment('p1', 'c1');
  const second = await reader.next();
  expect(second).toMatchObject({ id: 2, data: { comments: [{ id: 'c1', status: 'pending' }] } });
  expect(second?.data).toEqual((await request(service.server).get('/posts/p1')).body);
  await blog.deletePost('p1', 2);
  expect(await reader.next()).toEqual({ id: 3, event: 'post-deleted', data: { id: 'p1' } });
});

it.each(['/posts', '/posts/p1'])(
  'answers HEAD %s and then what comes next on its connection',
  async (path) => {
    await blog.createPost('p1');
    const connection = connect({ port: Number(new URL(service.url).port), host: '127.0.0.1' });
    connection.write(`HEAD ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`);
    connection.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const answers = (await text(connection)).split('HTTP/1.1 200 OK');
    expect(answers).toEqual([
      '',
      expect.stringMatching('Content-Type: text/event-stream'),
      expect.stringMatching('{"status":"ok"}'),
    ]);
  },
);

it('begins now, or after ?after, or after Last-Event-ID, which counts more', async () => {
  for (const id of ['p1', 'p2', 'p3']) await blog.createPost(id);
  await service.caughtUp();
  const now = await open('/posts');
  const after = await open('/posts?after=1');
  const resumed = await open('/posts?after=0', { 'Last-Event-ID': '2' });
  expect((await after.take(2)).map((event) => event?.id)).toEqual([2, 3]);
  expect(await resumed.next()).toMatchObject({ id: 3 });
  await blog.createPost('p4');
  for (const reader of [now, after, resumed]) expect(await reader.next()).toMatchObject({ id: 4 });
});

describe('a position that the log does not have', () => {
  /** All that a stream says before it ends by itself. */
  const all = async (path: string, headers: Record<string, string> = {}) =>
    (
      await request(service.server)
        .get(path)
        .set({ Accept: 'text/event-stream', ...headers })
    ).text;
  const reset = /^retry: 1000\nid: 0\nevent: reset\ndata: \{.*"code":"log.position_unknown".*\}\n\n$/;
  beforeEach(async () => {
    await blog.createPost('p1');
    await service.caughtUp();
  });

  it('is told at once, and so is one of another epoch', async () => {
    expect(await all('/posts?after=999999')).toMatch(reset);
    expect(await all('/posts', { 'Last-Event-ID': '999999' })).toMatch(reset);
    expect(await all('/posts/p1?after=999999')).toMatch(reset);
    expect(await all('/posts?after=1&epoch=other')).toMatch(reset);
    const epoch = (await request(service.server).get('/posts')).headers['event-log-epoch'];
    expect(await (await open(`/posts?after=0&epoch=${epoch}`)).next()).toMatchObject({ id: 1 });
    expect(await (await open('/posts?after=0&epoch=other')).next()).toMatchObject({ id: 1 });
  });

  it('is waited for if it is merely not applied here yet, as one of another replica', async () => {
    service.bus.paused = true;
    await blog.createPost('p2');
    await blog.createPost('p3');
    const reader = await open('/posts?after=2');
    service.bus.paused = false;
    expect(await reader.next()).toMatchObject({ id: 3, event: 'post' });
  });

  it('is waited for while nobody can know, and told once the bus is back', async () => {
    service.bus.down = true;
    const reader = await open('/posts?after=5');
    service.bus.down = false;
    expect(await reader.next()).toMatchObject({ id: 0, event: 'reset' });
    expect(await reader.next()).toBeUndefined();
  });
});

it('sends only the last of several changes that a reader was not there for', async () => {
  await blog.createPost('p1');
  await blog.createPost('p2');
  await blog.updatePost('p1', 'Edited', 2);
  await service.caughtUp();
  const events = await (await open('/posts?after=0')).take(2);
  expect(events).toMatchObject([
    { id: 2, data: { id: 'p2' } },
    { id: 3, data: { id: 'p1', title: 'Edited' } },
  ]);
});

it('streams one post only, if asked for one', async () => {
  await blog.createPost('p1');
  await blog.createPost('p2');
  await service.caughtUp();
  const reader = await open('/posts/p1?after=0');
  expect(await reader.next()).toMatchObject({ id: 1 });
  await blog.createComment('p2', 'c1');
  await blog.createComment('p1', 'c2');
  expect(await reader.next()).toMatchObject({ id: 4, data: { id: 'p1', commentCount: 1 } });
});

it('misses nothing between GET /posts and the stream after its Event-Position', async () => {
  let writing = true;
  const writer = (async () => {
    for (let index = 1; writing; index += 1) {
      await blog.createPost(`post-${index}`);
      await nextTurn();
    }
  })();
  for (let turn = 0; turn < 20; turn += 1) {
    const { body, headers } = await request(service.server).get('/posts?limit=1');
    const reader = await open(`/posts?after=${headers['event-position']}`);
    const newest = Number(body[0]?.id.slice('post-'.length) ?? 0);
    const first = Number((await reader.next())?.data.id.slice('post-'.length));
    expect(first).toBeLessThanOrEqual(newest + 1);
    reader.close();
  }
  writing = false;
  await writer;
});

it('leads a reader that is cut off again and again to the very state of the read model', async () => {
  const seen = new Map<string, PostView>();
  let lastId = 0;
  const CHANGES = 300;
  const writer = (async () => {
    for (let index = 1; index <= CHANGES; index += 1) {
      const post = `post-${index % 7}`;
      if (index <= 7) await blog.createPost(post);
      else if (index % 11 === 0) await blog.updatePost(post, `Title ${index}`, index);
      else await blog.createComment(post, `comment-${index}`);
      await nextTurn();
    }
  })();

  while (lastId < CHANGES) {
    const reader = await open('/posts', { 'Last-Event-ID': String(lastId) });
    for (let count = 0; count < 5 && lastId < CHANGES; count += 1) {
      const event = await reader.next();
      if (event === undefined) break;
      expect(event.id).toBeGreaterThan(lastId);
      lastId = event.id;
      seen.set(event.data.id, event.data);
    }
    reader.close();
  }
  await writer;
  const { body } = await request(service.server).get('/posts');
  expect([...seen.values()].sort((a, b) => (a.id < b.id ? 1 : -1))).toEqual(
    body.toSorted((a: PostView, b: PostView) => (a.id < b.id ? 1 : -1)),
  );
});

it('ends its streams in good order when the service stops, so that readers come back and resume', async () => {
  const reader = await open('/posts');
  await blog.createPost('p1');
  await reader.next();
  const ended = reader.next();
  service.made.closing.abort();
  expect(await ended).toBeUndefined();
});

it.each([
  ['/posts?after=x', {}, 400, 'request.invalid'],
  ['/posts?after=-1', {}, 400, 'request.invalid'],
  ['/posts?epoch=', {}, 400, 'request.invalid'],
  ['/posts?limit=1', {}, 400, 'request.invalid'],
  ['/posts', { 'Last-Event-ID': 'x' }, 400, 'request.invalid'],
  ['/posts/unknown', {}, 404, 'post.not_found'],
])('answers %s %j with a problem, not with a stream', async (path, headers, status, code) => {
  await service.caughtUp();
  const response = await request(service.server)
    .get(path)
    .set({ Accept: 'text/event-stream', ...headers });
  expect([response.status, response.body.code]).toEqual([status, code]);
});

it('says what is wrong with a Last-Event-ID, by that name', async () => {
  for (const id of ['abc', '1'.repeat(16)]) {
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': id };
    const { detail } = (await (await fetch(`${service.url}/posts`, { headers })).json()) as {
      detail: string;
    };
    expect(detail).toBe(`Expected a position as Last-Event-ID, in at most 15 digits, got ${id}.`);
  }
});
