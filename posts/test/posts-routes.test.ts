import request from 'supertest';
import { conditionSuite } from '../../service-kit/test/condition-suite';
import { documentSuite } from '../../service-kit/test/document-suite';
import { eventPositionSuite } from '../../service-kit/test/event-position-suite';
import { idempotencySuite } from '../../service-kit/test/idempotency-suite';
import { jsonRouteSuite } from '../../service-kit/test/json-route-suite';
import { nextLink, resolved } from '../../service-kit/test/next-link';
import { ODD_CLOCKS } from '../../service-kit/test/odd-clocks';
import { querySuite } from '../../service-kit/test/query-suite';
import { documentedRoutes, routesOf } from '../../service-kit/test/routes-of';
import { textSuite } from '../../service-kit/test/text-suite';
import { postsUnderTest } from './posts-under-test';

const service = postsUnderTest();
const server = () => service.server;
const create = async (title = 'Hello') => (await request(server()).post('/posts').send({ title })).body;
const titleRule = { field: 'title', codePrefix: 'post.title', charactersMax: 200, multiline: false } as const;

beforeAll(async () => {
  await service.start();
  await service.caughtUp();
});
afterAll(() => service.end());

describe('POST /posts', () => {
  it('answers 201 with the post and its URL', async () => {
    const response = await request(server()).post('/posts').send({ title: 'Hello', unknown: 1 });
    expect(response.status).toBe(201);
    expect(response.body).toEqual({
      id: expect.any(String),
      title: 'Hello',
      version: 1,
      createdAt: expect.any(String),
      updatedAt: response.body.createdAt,
    });
    const location = resolved('/posts', response.headers.location as string);
    expect(location).toBe(`/posts/${response.body.id}`);
    const read = await request(server()).get(location);
    expect(read.body).toEqual(response.body);
  });

  it('is also there as POST /posts/create', async () => {
    const response = await request(server()).post('/posts/create').send({ title: 'Course' });
    expect(response.status).toBe(201);
    expect(response.body.title).toBe('Course');
  });

  it('tells it to the bus before it answers', async () => {
    const post = await create('Told');
    const event = service.bus.events.find(({ subject }) => subject === post.id);
    expect(event).toMatchObject({
      type: 'PostCreated',
      source: '/posts',
      data: { id: post.id, title: 'Told', version: 1 },
    });
  });

  textSuite({ server, method: 'post', path: () => '/posts', ...titleRule });
  jsonRouteSuite({ server, method: 'post', path: () => '/posts', bytesMax: 16 * 1024 });
});

describe('a post', () => {
  querySuite(server);

  conditionSuite({
    server,
    make: async () => `/posts/${(await create()).id}`,
    body: (n) => ({ title: `Title ${n}` }),
    changedCode: 'post.changed',
  });

  it('has no tag with a decision, as comments have', async () => {
    const { id } = await create();
    const response = await request(server()).delete(`/posts/${id}`).set('If-Match', '"1-approved"');
    expect([response.status, response.body.code]).toEqual([412, 'post.changed']);
  });
});

const restart = async () => {
  await service.stop();
  await service.start();
  await service.caughtUp();
};

describe('Event-Position', () => {
  eventPositionSuite({ service, path: '/posts', body: (n) => ({ title: `Title ${n}` }), restart });
});

describe.each(['/posts', '/posts/create'])('POST %s with an Idempotency-Key', (path) => {
  // Keys of their own, since both are of one service.
  beforeAll(() => service.rebuild());
  idempotencySuite({
    server,
    path: () => path,
    body: (n) => ({ title: `Title ${n}` }),
    count: async () => (await request(server()).get('/posts?limit=1000')).body.length,
    restart,
    hold: () => service.holdTransaction(),
  });
});

describe('PATCH /posts/:id', () => {
  let path: string;
  beforeAll(async () => {
    path = `/posts/${(await create()).id}`;
  });

  it('answers 200 with the post as it is now, and tells it', async () => {
    const post = await create('Old');
    const response = await request(server()).patch(`/posts/${post.id}`).send({ title: 'New' });
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ id: post.id, title: 'New', version: 2, createdAt: post.createdAt });
    expect((await request(server()).get(`/posts/${post.id}`)).body).toEqual(response.body);
    expect(service.bus.events.at(-1)).toMatchObject({
      type: 'PostUpdated',
      subject: post.id,
      data: { id: post.id, title: 'New', version: 2 },
    });
  });

  it('changes and tells nothing if the title is the same', async () => {
    const post = await create('Same');
    const events = service.bus.events.length;
    const response = await request(server()).patch(`/posts/${post.id}`).send({ title: ' Same ' });
    expect(response.status).toBe(200);
    expect(response.body).toEqual(post);
    expect(service.bus.events).toHaveLength(events);
  });

  it('numbers edits that come at once one after the other', async () => {
    const post = await create('At once');
    const titles = Array.from({ length: 20 }, (_, index) => `Title ${index}`);
    await Promise.all(titles.map((title) => request(server()).patch(`/posts/${post.id}`).send({ title })));
    const told = service.bus.events.filter(({ subject }) => subject === post.id);
    expect(told.map(({ data }) => (data as { version: number }).version)).toEqual(
      Array.from({ length: 21 }, (_, index) => index + 1),
    );
    const { body } = await request(server()).get(`/posts/${post.id}`);
    expect(told.at(-1)?.data).toEqual({ id: post.id, title: body.title, version: 21 });
    expect(body.version).toBe(21);
  });

  textSuite({ server, method: 'patch', path: () => path, ...titleRule });
  jsonRouteSuite({ server, method: 'patch', path: () => path, bytesMax: 16 * 1024 });
});

describe('DELETE /posts/:id', () => {
  it('answers 204, and the post is gone for good', async () => {
    const post = await create('Gone');
    const path = `/posts/${post.id}`;
    expect((await request(server()).delete(path)).status).toBe(204);
    for (const response of [
      await request(server()).get(path),
      await request(server()).patch(path).send({ title: 'Back' }),
      await request(server()).delete(path),
    ]) {
      expect(response.status).toBe(404);
      expect(response.body.code).toBe('post.not_found');
    }
    const { body } = await request(server()).get('/posts?limit=1000');
    expect(body.map(({ id }: { id: string }) => id)).not.toContain(post.id);
    expect(service.bus.events.at(-1)).toMatchObject({
      type: 'PostDeleted',
      subject: post.id,
      data: { id: post.id, version: 2 },
    });
  });
});

describe('GET /posts', () => {
  it('answers an array, newest first, which Object.values reads as well', async () => {
    const made = [await create('1'), await create('2'), await create('3')];
    const { status, body } = await request(server()).get('/posts');
    expect(status).toBe(200);
    expect(Array.isArray(body)).toBe(true);
    expect(Object.values(body).slice(0, 3)).toEqual(made.reverse());
  });

  it('lists in the order of the log, whatever clocks say, with times in UTC, and the same after a rebuild', async () => {
    for (const { id, time } of ODD_CLOCKS) {
      await service.bus.append({ type: 'PostCreated', time, data: { id, title: id } });
    }
    await service.caughtUp();
    const list = async () =>
      (await request(server()).get('/posts')).body as { id: string; createdAt: string }[];
    const shown = (await list()).slice(0, ODD_CLOCKS.length).reverse();
    expect(shown.map(({ id, createdAt }) => ({ id, utc: createdAt }))).toEqual(
      ODD_CLOCKS.map(({ id, utc }) => ({ id, utc })),
    );
    const before = await list();
    await service.rebuild();
    expect(await list()).toEqual(before);
  });

  it('lists what it created while the bus is away as the newest, in that order', async () => {
    service.bus.down = true;
    const made = [await create('first'), await create('second')];
    const { body } = await request(server()).get('/posts?limit=2');
    service.bus.down = false;
    expect(body).toEqual(made.reverse());
    await service.caughtUp();
    expect((await request(server()).get('/posts?limit=2')).body).toEqual(made);
  });

  it('answers 404 if nobody knows the post that a page begins before', async () => {
    const { status, body } = await request(server()).get('/posts?before=unknown');
    expect([status, body.code]).toEqual([404, 'post.not_found']);
  });

  it('lists by id what an earlier build kept, before all that came after', async () => {
    const older = postsUnderTest();
    await older.start();
    const kept = ['a', 'b'].map((id) => ({
      id,
      title: id,
      version: 1,
      createdAt: '',
      updatedAt: '',
      deleted: false,
    }));
    await older.store.transaction(() => {
      for (const post of kept) void older.store.table('posts').put(post.id, post);
    });
    await older.made.posts.adopt();
    await request(older.server).post('/posts').send({ title: 'new' });
    const { body } = await request(older.server).get('/posts');
    expect(body.map(({ title }: { title: string }) => title)).toEqual(['new', 'b', 'a']);
    await older.end();
  });

  it('leads through every post exactly once by Link, though posts are made and deleted meanwhile', async () => {
    await Promise.all(Array.from({ length: 9 }, () => create('Paged')));
    const { body: all } = await request(server()).get('/posts?limit=1000');
    const seen: { id: string }[] = [];
    let path: string | undefined = '/posts?limit=4';
    while (path !== undefined) {
      const response: request.Response = await request(server()).get(path);
      expect(response.body.length).toBeGreaterThan(0);
      seen.push(...response.body);
      path = nextLink(path, response);
      const newest = await create('In between');
      if (seen.length > 8) await request(server()).delete(`/posts/${newest.id}`);
    }
    expect(seen).toEqual(all);
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=x',
    'limit=1.5',
    'limit=1&limit=2',
    'before=',
    'before=../x',
    'x=1',
  ])('refuses ?%s', async (query) => {
    const { status, body } = await request(server()).get(`/posts?${query}`);
    expect(status).toBe(400);
    expect(body.code).toBe('request.invalid');
  });
});

describe('any route', () => {
  it('answers 404 for an unknown post once the log is known to its end', async () => {
    for (const method of ['get', 'delete'] as const) {
      const { status, body } = await request(server())[method]('/posts/0badc0de');
      expect(status).toBe(404);
      expect(body.code).toBe('post.not_found');
    }
  });

  it('answers 400 for an id of the wrong form', async () => {
    for (const id of ['a'.repeat(65), 'a%20b', '%00', '..%2f..']) {
      const { status, body } = await request(server()).get(`/posts/${id}`);
      expect(status).toBe(400);
      expect(body.code).toBe('request.invalid');
    }
  });

  it('answers 404 for an unknown route', async () => {
    const { status, body, type } = await request(server()).get('/nowhere');
    expect([status, body.code, type]).toEqual([404, 'request.not_found', 'application/problem+json']);
  });

  it.each([
    ['/posts', 'GET, HEAD, POST'],
    ['/posts/create', 'POST'],
    ['/posts/x', 'GET, HEAD, PATCH, DELETE'],
  ])('answers 405 with Allow for a method that %s does not have', async (path, allow) => {
    const { status, body, headers } = await request(server()).put(path);
    expect([status, body.code, headers.allow]).toEqual([405, 'request.method_not_allowed', allow]);
  });

  it('is documented, and nothing else is', async () => {
    const { body } = await request(server()).get('/openapi.json');
    expect(documentedRoutes(body)).toEqual(routesOf(service.made.app));
  });
});

describe('the OpenAPI document', () => {
  documentSuite(async () => (await request(service.server).get('/openapi.json')).body);

  it('names the refusal of a page that begins before an unknown post', async () => {
    const { paths } = (await request(service.server).get('/openapi.json')).body;
    expect(paths['/posts'].get.responses[404].description).toContain('`post.not_found`');
  });
});
