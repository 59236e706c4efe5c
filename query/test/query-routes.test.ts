import request from 'supertest';
import { documentSuite } from '../../service-kit/test/document-suite';
import { nextLink } from '../../service-kit/test/next-link';
import { ODD_CLOCKS } from '../../service-kit/test/odd-clocks';
import { querySuite } from '../../service-kit/test/query-suite';
import { documentedRoutes, routesOf } from '../../service-kit/test/routes-of';
import { PublishBlog } from './publish-blog';
import { queryUnderTest } from './query-under-test';

let service: ReturnType<typeof queryUnderTest>;
let blog: PublishBlog;
const api = () => request(service.server);
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);

beforeEach(async () => {
  service = queryUnderTest();
  blog = new PublishBlog(service.bus);
  await service.start();
});
afterEach(() => service.end());

describe('GET /posts', () => {
  it('lists in the order of the log, whatever clocks say, with times in UTC', async () => {
    for (const { id, time } of ODD_CLOCKS) {
      await service.bus.append({ type: 'PostCreated', time, data: { id, title: id } });
    }
    for (const { id, time } of ODD_CLOCKS) {
      await service.bus.append({ type: 'CommentCreated', time, data: { id, postId: 'm', content: id } });
    }
    await service.caughtUp();
    const seen = (of: { id: string; createdAt: string }[]) =>
      of.map(({ id, createdAt }) => ({ id, utc: createdAt }));
    const expected = ODD_CLOCKS.map(({ id, utc }) => ({ id, utc }));
    const { body } = await api().get('/posts');
    expect(seen(body)).toEqual(expected.toReversed());
    expect(seen(body.at(-1).comments)).toEqual(expected);
    expect(seen((await api().get('/posts/m/comments')).body)).toEqual(expected);
  });

  it('has up to 1,000 posts without a limit, and then a Link', async () => {
    for (let index = 0; index < 1_001; index += 1) await blog.createPost(`p${index}`);
    await service.caughtUp();
    const response = await api().get('/posts');
    expect(response.body).toHaveLength(1_000);
    expect((await api().get(nextLink('/posts', response) as string)).body).toHaveLength(1);
  });

  it('answers posts with their comments, newest post and oldest comment first', async () => {
    const created = await blog.createPost('p1', 'One');
    await blog.createPost('p2', 'Two');
    const commented = await blog.createComment('p1', 'c2', 'First');
    await blog.createComment('p1', 'c1', 'Second');
    await blog.updateComment('p1', 'c2', 'approved', 1, 'First');
    await service.caughtUp();
    const { status, body, headers } = await api().get('/posts');
    expect(status).toBe(200);
    expect(headers['event-position']).toBe('5');
    expect(Object.values(body)).toEqual([
      expect.objectContaining({ id: 'p2', title: 'Two', commentCount: 0, comments: [] }),
      {
        id: 'p1',
        title: 'One',
        version: 1,
        createdAt: created.time,
        updatedAt: created.time,
        position: 1,
        commentCount: 2,
        comments: [
          {
            id: 'c2',
            postId: 'p1',
            content: 'First',
            status: 'approved',
            version: 1,
            createdAt: commented.time,
            updatedAt: expect.any(String),
          },
          expect.objectContaining({ id: 'c1', content: 'Second', status: 'pending' }),
        ],
      },
    ]);
  });

  it('leads through every post exactly once by Link, though posts come and go meanwhile', async () => {
    for (const id of numbered('post', 9)) await blog.createPost(id);
    await service.caughtUp();
    const seen: string[] = [];
    let path: string | undefined = '/posts?limit=4';
    for (let turn = 1; path !== undefined; turn += 1) {
      const response: request.Response = await api().get(path);
      seen.push(...idsOf(response.body));
      path = nextLink(path, response);
      await blog.createPost(`late-${turn}`);
      await blog.deletePost(seen.at(-1) as string, 2);
      await service.caughtUp();
    }
    expect(seen).toEqual(numbered('post', 9).reverse());
  });

  it('ends a page early if its comments are very long, and leads on by Link', async () => {
    for (const post of numbered('post', 4)) {
      await blog.createPost(post);
      for (const id of numbered('comment', 90)) await blog.createComment(post, id, 'x'.repeat(5000));
    }
    await service.caughtUp();
    const first = await api().get('/posts');
    expect(idsOf(first.body)).toEqual(['post-4', 'post-3', 'post-2']);
    const second = await api().get(nextLink('/posts', first) as string);
    expect(idsOf(second.body)).toEqual(['post-1']);
    expect(second.headers.link).toBeUndefined();
  });

  it('holds the newest 100 comments of each post, and counts all', async () => {
    await blog.createPost('p1');
    for (const id of numbered('comment', 120)) await blog.createComment('p1', id);
    await blog.deleteComment('p1', 'comment-120', 2);
    await service.caughtUp();
    const [post] = (await api().get('/posts')).body;
    expect(post.commentCount).toBe(119);
    expect(idsOf(post.comments)).toEqual(numbered('comment', 119).slice(19));
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=x',
    'limit=1e2',
    'limit=0x10',
    'limit=',
    'before=x',
    'before=-1',
    'before=',
    'before=1.0',
    'after=1',
    'x=1',
  ])('refuses ?%s', async (query) => {
    const { status, body } = await api().get(`/posts?${query}`);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });

  it('answers JSON to whoever wants what it does not have, and says that it depends on that', async () => {
    for (const accept of ['text/html', '*/*', 'image/png']) {
      const { status, type, headers } = await api().get('/posts').set('Accept', accept);
      expect([status, type]).toEqual([200, 'application/json']);
      expect(headers.vary).toMatch(/\bAccept\b/);
    }
  });
});

describe('GET /posts/:id', () => {
  it('answers the very view of GET /posts', async () => {
    await blog.createPost('p1');
    await blog.createComment('p1', 'c1');
    await service.caughtUp();
    const one = await api().get('/posts/p1');
    expect(one.headers['event-position']).toBe('2');
    expect([one.body]).toEqual((await api().get('/posts')).body);
  });

  it('finds a post that was published a moment ago', async () => {
    service.bus.paused = true;
    await blog.createPost('p1');
    setImmediate(() => {
      service.bus.paused = false;
    });
    expect((await api().get('/posts/p1')).status).toBe(200);
  });

  it('answers 404 for an unknown or deleted post, also with the bus down', async () => {
    await blog.createPost('p1');
    await blog.deletePost('p1', 2);
    await service.caughtUp();
    for (const down of [false, true]) {
      service.bus.down = down;
      for (const path of ['/posts/p1', '/posts/p2', '/posts/p1/comments', '/posts/p2/comments']) {
        const { status, body } = await api().get(path);
        expect([status, body.code]).toEqual([404, 'post.not_found']);
      }
    }
  });

  it.each([
    ['/posts', 'application/json'],
    ['/posts', 'text/event-stream'],
    ['/posts/p1', 'application/json'],
    ['/posts/p1', 'text/event-stream'],
    ['/posts/p1/comments', 'application/json'],
  ])('answers 503 to %s as %s until it has read the log once, and then never again', async (path, accept) => {
    const lonely = queryUnderTest();
    await new PublishBlog(lonely.bus).createPost('p1');
    lonely.bus.down = true;
    await lonely.start();
    const get = () => request(lonely.server).get(path).set('Accept', accept);
    const { status, body, headers } = await get();
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'query.not_caught_up', '1']);
    lonely.bus.down = false;
    await lonely.caughtUp();
    lonely.bus.down = true;
    await lonely.stop();
    await lonely.start();
    const head = await request(lonely.server).head(path).set('Accept', accept);
    expect(head.status).toBe(200);
    await lonely.end();
  });

  it('answers 400 for an id of the wrong form', async () => {
    const { status, body } = await api().get('/posts/a%20b');
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('GET /posts/:id/comments', () => {
  it('answers the newest ones, oldest first, and leads through all others exactly once by Link', async () => {
    await blog.createPost('p1');
    for (const id of numbered('comment', 9)) await blog.createComment('p1', id);
    await service.caughtUp();
    let seen: string[] = [];
    let path: string | undefined = '/posts/p1/comments?limit=4';
    while (path !== undefined) {
      const response: request.Response = await api().get(path);
      expect(response.headers['event-position']).toBe('10');
      seen = [...idsOf(response.body), ...seen];
      path = nextLink(path, response);
    }
    expect(seen).toEqual(numbered('comment', 9));
  });

  it('does not mix up posts whose ids begin alike', async () => {
    for (const post of ['p', 'p1', 'p10']) {
      await blog.createPost(post);
      await blog.createComment(post, `of-${post}`);
    }
    await service.caughtUp();
    for (const post of ['p', 'p1', 'p10']) {
      expect(idsOf((await api().get(`/posts/${post}/comments`)).body)).toEqual([`of-${post}`]);
    }
  });

  it('refuses bad query parameters', async () => {
    await blog.createPost('p1');
    for (const query of ['limit=0', 'before=x', 'x=1']) {
      expect((await api().get(`/posts/p1/comments?${query}`)).body.code).toBe('request.invalid');
    }
  });
});

describe('any route', () => {
  it('answers 404 for an unknown route', async () => {
    const { status, body } = await api().get('/comments');
    expect([status, body.code]).toEqual([404, 'request.not_found']);
  });

  querySuite(() => service.server);

  it('only reads: any other method answers 405 with Allow', async () => {
    for (const path of ['/posts', '/posts/p1', '/posts/p1/comments']) {
      const { status, body, headers } = await api().post(path).send({});
      expect([status, body.code, headers.allow]).toEqual([405, 'request.method_not_allowed', 'GET, HEAD']);
    }
  });

  it('is documented, and nothing else is', async () => {
    const { body } = await api().get('/openapi.json');
    expect(documentedRoutes(body)).toEqual(routesOf(service.made.app));
  });
});

describe('the OpenAPI document', () => {
  documentSuite(async () => (await api().get('/openapi.json')).body);
});
