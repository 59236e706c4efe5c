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
import { commentsUnderTest } from './comments-under-test';

const service = commentsUnderTest();
const server = () => service.server;
const PATH = '/posts/post-1/comments';
const create = async (content = 'Hello', path = PATH) =>
  (await request(server()).post(path).send({ content })).body;
const contentRule = {
  field: 'content',
  codePrefix: 'comment.content',
  charactersMax: 5000,
  multiline: true,
} as const;

beforeAll(async () => {
  await service.start();
  for (const id of ['post-1', 'post-2', 'post-3', 'post-4', 'post-5', 'post-clocks']) {
    await service.bus.append({ type: 'PostCreated', data: { id, title: 'A post' } });
  }
  await service.caughtUp();
});
afterAll(() => service.end());

describe('POST /posts/:id/comments', () => {
  it('answers 201 with the comment, pending, and its URL', async () => {
    const response = await request(server()).post(PATH).send({ content: 'Hello', status: 'approved' });
    expect(response.status).toBe(201);
    expect(response.body).toEqual({
      id: expect.any(String),
      postId: 'post-1',
      content: 'Hello',
      status: 'pending',
      version: 1,
      createdAt: expect.any(String),
      updatedAt: response.body.createdAt,
    });
    const location = resolved(PATH, response.headers.location as string);
    expect(location).toBe(`${PATH}/${response.body.id}`);
    const read = await request(server()).get(location);
    expect(read.body).toEqual(response.body);
  });

  it('tells it to the bus before it answers', async () => {
    const { id } = await create('Told');
    expect(service.bus.events.find(({ subject }) => subject === id)).toMatchObject({
      type: 'CommentCreated',
      source: '/comments',
      data: { id, postId: 'post-1', content: 'Told', status: 'pending', version: 1 },
    });
  });

  textSuite({ server, method: 'post', path: () => PATH, ...contentRule });
  jsonRouteSuite({ server, method: 'post', path: () => PATH, bytesMax: 64 * 1024 });
});

describe('a comment', () => {
  querySuite(server);

  conditionSuite({
    server,
    make: async () => `${PATH}/${(await create()).id}`,
    body: (n) => ({ content: `Content ${n}` }),
    changedCode: 'comment.changed',
  });

  it('has another ETag once it is decided on, and may be changed as what was written all the same', async () => {
    const { id } = await create('Decided');
    const path = `${PATH}/${id}`;
    const before = await request(server()).get(path);
    expect(before.headers.etag).toBe('"1-pending"');
    const data = { id, postId: 'post-1', content: 'Decided', status: 'approved', version: 1 };
    await service.bus.append({ type: 'CommentModerated', data });
    await service.caughtUp();
    const after = await request(server()).get(path).set('If-None-Match', '"1-pending"');
    expect([after.status, after.headers.etag]).toEqual([200, '"1-approved"']);
    const edited = await request(server())
      .patch(path)
      .set('If-Match', '"1-pending"')
      .send({ content: 'Better' });
    expect([edited.status, edited.headers.etag]).toEqual([200, '"2-pending"']);
  });
});

const restart = async () => {
  await service.stop();
  await service.start();
  await service.caughtUp();
};

describe('Event-Position', () => {
  eventPositionSuite({
    service,
    path: '/posts/post-5/comments',
    body: (n) => ({ content: `Content ${n}` }),
    restart,
  });
});

describe('POST /posts/:id/comments with an Idempotency-Key', () => {
  idempotencySuite({
    server,
    path: () => '/posts/post-4/comments',
    body: (n) => ({ content: `Content ${n}` }),
    count: async () => (await request(server()).get('/posts/post-4/comments?limit=1000')).body.length,
    restart,
    hold: () => service.holdTransaction(),
  });
});

describe('PATCH /posts/:id/comments/:commentId', () => {
  let path: string;
  beforeAll(async () => {
    path = `${PATH}/${(await create()).id}`;
  });

  it('answers 200 with the comment as it is now, pending, and tells it', async () => {
    const comment = await create('Old');
    const response = await request(server()).patch(`${PATH}/${comment.id}`).send({ content: 'New' });
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ content: 'New', status: 'pending', version: 2 });
    expect(response.body.createdAt).toBe(comment.createdAt);
    expect(service.bus.events.at(-1)).toMatchObject({
      type: 'CommentEdited',
      subject: comment.id,
      data: { id: comment.id, postId: 'post-1', content: 'New', status: 'pending', version: 2 },
    });
  });

  it('changes and tells nothing if the text is the same', async () => {
    const comment = await create('Same');
    const events = service.bus.events.length;
    const response = await request(server()).patch(`${PATH}/${comment.id}`).send({ content: 'Same' });
    expect([response.status, response.body]).toEqual([200, comment]);
    expect(service.bus.events).toHaveLength(events);
  });

  textSuite({ server, method: 'patch', path: () => path, ...contentRule });
  jsonRouteSuite({ server, method: 'patch', path: () => path, bytesMax: 64 * 1024 });
});

describe('DELETE /posts/:id/comments/:commentId', () => {
  it('answers 204, and the comment is gone for good', async () => {
    const { id } = await create('Gone');
    const path = `${PATH}/${id}`;
    expect((await request(server()).delete(path)).status).toBe(204);
    for (const response of [
      await request(server()).get(path),
      await request(server()).patch(path).send({ content: 'Back' }),
      await request(server()).delete(path),
    ]) {
      expect([response.status, response.body.code]).toEqual([404, 'comment.not_found']);
    }
    expect(service.bus.events.at(-1)).toMatchObject({
      type: 'CommentDeleted',
      data: { id, postId: 'post-1', version: 2 },
    });
  });
});

describe('GET /posts/:id/comments', () => {
  it('answers an array with id, content and status, oldest first, which Object.values reads as well', async () => {
    const made = [await create('1', '/posts/post-2/comments'), await create('2', '/posts/post-2/comments')];
    const { status, body } = await request(server()).get('/posts/post-2/comments');
    expect(status).toBe(200);
    expect(Array.isArray(body)).toBe(true);
    expect(Object.values(body)).toEqual(made);
  });

  it('lists in the order of the log, whatever clocks say, with times in UTC, and the same after a rebuild', async () => {
    await service.bus.append({ type: 'PostCreated', data: { id: 'post-clocks', title: 'A post' } });
    for (const { id, time } of ODD_CLOCKS) {
      await service.bus.append({
        type: 'CommentCreated',
        time,
        data: { id, postId: 'post-clocks', content: id },
      });
    }
    await service.caughtUp();
    const list = async () =>
      (await request(server()).get('/posts/post-clocks/comments')).body as {
        id: string;
        createdAt: string;
      }[];
    const before = await list();
    expect(before.map(({ id, createdAt }) => ({ id, utc: createdAt }))).toEqual(
      ODD_CLOCKS.map(({ id, utc }) => ({ id, utc })),
    );
    await service.rebuild();
    expect(await list()).toEqual(before);
  });

  it('answers 404 if nobody knows the comment that a page begins before', async () => {
    const { status, body } = await request(server()).get(`${PATH}?before=unknown`);
    expect([status, body.code]).toEqual([404, 'comment.not_found']);
  });

  it('lists by id what an earlier build kept, before all that came after', async () => {
    const older = commentsUnderTest();
    await older.start();
    const stamps = { version: 1, createdAt: '', updatedAt: '', deleted: false };
    await older.store.transaction(() => {
      for (const id of ['a', 'b']) {
        const comment = { id, postId: 'p', content: id, status: 'pending', ...stamps };
        void older.store.table<object, [string, string]>('comments').put(['p', id], comment);
      }
    });
    await older.made.comments.adopt();
    await older.bus.append({ type: 'PostCreated', data: { id: 'p', title: 'A post' } });
    await older.caughtUp();
    await request(older.server).post('/posts/p/comments').send({ content: 'new' });
    const { body } = await request(older.server).get('/posts/p/comments');
    expect(body.map(({ content }: { content: string }) => content)).toEqual(['a', 'b', 'new']);
    await older.end();
  });

  it('answers the newest ones, and leads through all others exactly once by Link', async () => {
    const path = '/posts/post-3/comments';
    await Promise.all(Array.from({ length: 9 }, (_, index) => create(`Comment ${index}`, path)));
    const { body: all, headers } = await request(server()).get(path);
    expect(all).toHaveLength(9);
    expect(headers.link).toBeUndefined();

    let seen: unknown[] = [];
    let next: string | undefined = `${path}?limit=4`;
    while (next !== undefined) {
      const response: request.Response = await request(server()).get(next);
      seen = [...response.body, ...seen];
      next = nextLink(next, response);
    }
    expect(seen).toEqual(all);
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'before=', 'x=1'])('refuses ?%s', async (query) => {
    const { status, body } = await request(server()).get(`${PATH}?${query}`);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('any route', () => {
  it('answers 404 for an unknown post once the log is known to its end', async () => {
    for (const response of [
      await request(server()).get('/posts/nowhere/comments'),
      await request(server()).post('/posts/nowhere/comments').send({ content: 'Lost' }),
      await request(server()).get('/posts/nowhere/comments/x'),
      await request(server()).patch('/posts/nowhere/comments/x').send({ content: 'Lost' }),
      await request(server()).delete('/posts/nowhere/comments/x'),
    ]) {
      expect([response.status, response.body.code]).toEqual([404, 'post.not_found']);
    }
  });

  it('answers 404 for an unknown comment, also if another post has it', async () => {
    const { id } = await create();
    for (const path of [`${PATH}/unknown`, `/posts/post-2/comments/${id}`]) {
      const { status, body } = await request(server()).get(path);
      expect([status, body.code]).toEqual([404, 'comment.not_found']);
    }
  });

  it('answers 400 for ids of the wrong form', async () => {
    for (const path of ['/posts/a%20b/comments', `/posts/${'a'.repeat(65)}/comments`, `${PATH}/a~b`]) {
      const { status, body } = await request(server()).get(path);
      expect([status, body.code]).toEqual([400, 'request.invalid']);
    }
  });

  it('answers 404 for an unknown route', async () => {
    const { status, body } = await request(server()).get('/comments');
    expect([status, body.code]).toEqual([404, 'request.not_found']);
  });

  it.each([
    [PATH, 'GET, HEAD, POST'],
    [`${PATH}/x`, 'GET, HEAD, PATCH, DELETE'],
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

  it('names the refusal of a page that begins before an unknown comment', async () => {
    const { paths } = (await request(service.server).get('/openapi.json')).body;
    expect(paths['/posts/{id}/comments'].get.responses[404].description).toContain('`comment.not_found`');
  });
});
