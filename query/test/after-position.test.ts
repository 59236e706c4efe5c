import { request as httpRequest } from 'node:http';
import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { PublishBlog } from './publish-blog';
import { queryUnderTest, WAITS_MAX } from './query-under-test';

let service: ReturnType<typeof queryUnderTest>;
let blog: PublishBlog;
const get = (path: string) => request(service.server).get(path);

beforeEach(async () => {
  service = queryUnderTest();
  blog = new PublishBlog(service.bus);
  await service.start();
  await blog.createPost('p1');
  await service.caughtUp();
});
afterEach(() => service.end());

const isWaiting = (count: number) => eventually(() => expect(service.made.waits.count).toBe(count));

/** Sends a GET that can be left. */
function open(path: string) {
  const sent = httpRequest(service.url + path);
  const status = new Promise<number | undefined>((resolve) => {
    sent.on('response', (response) => resolve(response.resume().statusCode));
    sent.on('error', () => resolve(undefined));
  });
  sent.end();
  return { status, leave: () => sent.destroy() };
}

it.each(['/posts', '/posts/p1', '/posts/p1/comments'])(
  'waits with %s until it has applied the position, and answers with it',
  async (path) => {
    service.bus.paused = true;
    await blog.createComment('p1', 'c1');
    const waiting = get(`${path}?after-position=2`).then((response) => response);
    await isWaiting(1);
    service.bus.paused = false;
    const { status, text, headers } = await waiting;
    expect([status, headers['event-position']]).toEqual([200, '2']);
    expect(text).toContain('"c1"');
    await isWaiting(0);
  },
);

it('finds a post that it has not heard of yet', async () => {
  service.bus.paused = true;
  await blog.createPost('p2');
  const waiting = get('/posts/p2?after-position=2').then((response) => response);
  await isWaiting(1);
  service.bus.paused = false;
  expect((await waiting).status).toBe(200);
});

it('answers at once for what it has applied, with the bus down too', async () => {
  service.bus.down = true;
  for (const position of [0, 1]) {
    expect((await get(`/posts/p1?after-position=${position}`)).status).toBe(200);
  }
});

it.each(['/posts', '/posts/p1', '/posts/p1/comments'])(
  'answers %s 503 when the position does not come in time',
  async (path) => {
    service.bus.paused = true;
    await blog.createPost('p2');
    const { status, body, headers } = await get(`${path}?after-position=2`);
    expect([status, body.code, body.position]).toEqual([503, 'query.position_not_applied', 1]);
    expect(headers['retry-after']).toBe('1');
    await isWaiting(0);
  },
);

it('answers 409 for a position that the log does not have, and 503 while nobody can know', async () => {
  const unknown = await get('/posts?after-position=2');
  expect([unknown.status, unknown.body.code, unknown.body.position]).toEqual([
    409,
    'log.position_unknown',
    1,
  ]);
  service.bus.down = true;
  const unclear = await get('/posts?after-position=2');
  expect([unclear.status, unclear.body.code]).toEqual([503, 'query.position_not_applied']);
});

it.each(['-1', '1e3', '', 'x', '1234567890123456'])('refuses the position %p', async (position) => {
  for (const path of ['/posts', '/posts/p1', '/posts/p1/comments']) {
    const { status, body } = await get(`${path}?after-position=${position}`);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  }
});

it('forgets a reader that has gone', async () => {
  const reader = open('/posts?after-position=2');
  await isWaiting(1);
  reader.leave();
  await isWaiting(0);
  expect(await reader.status).toBeUndefined();
});

it('lets only so many wait, and answers everybody else as ever', async () => {
  const readers = Array.from({ length: WAITS_MAX }, () => open('/posts?after-position=2'));
  await isWaiting(WAITS_MAX);
  const { status, body } = await get('/posts?after-position=2');
  expect([status, body.code]).toEqual([503, 'query.too_many_waits']);
  expect((await get('/posts?after-position=1')).status).toBe(200);
  expect((await get('/posts')).status).toBe(200);
  for (const { leave } of readers) leave();
  await isWaiting(0);
});
