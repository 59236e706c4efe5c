import express from 'express';
import pino from 'pino';
import request from 'supertest';
import { z } from 'zod';
import {
  createApp,
  defineRoutes,
  digits,
  type Endpoint,
  type Handlers,
  implement,
  jsonContent,
  queryParameters,
  type Route,
} from '../src/index';
import { routeRouter } from '../src/route-router';

const item = z.object({ id: z.string(), size: z.number().optional() });
const params = z.object({ id: z.string().regex(/^[a-z]+$/) });
const body = { schema: z.strictObject({ size: z.number() }), bytesMax: 100 };

const routes = defineRoutes({
  listItems: {
    method: 'get',
    path: '/items',
    summary: 'Lists items',
    query: queryParameters({ limit: digits({ min: 1, max: 10 }).default(5) }),
    answers: { 200: { description: 'The items', content: jsonContent(z.array(item)) } },
  },
  createItem: {
    method: 'post',
    path: '/items',
    summary: 'Creates an item, or finds that it is there already',
    body,
    answers: {
      201: { description: 'Created', content: jsonContent(item) },
      202: { description: 'It will be created', content: jsonContent(item) },
    },
  },
  readNewest: {
    method: 'get',
    path: '/items/newest',
    summary: 'Reads the newest item',
    answers: { 200: { description: 'The item', content: jsonContent(item) } },
  },
  readItem: {
    method: 'get',
    path: '/items/{id}',
    summary: 'Reads an item',
    params,
    answers: { 200: { description: 'The item', content: jsonContent(item) } },
  },
  changeItem: {
    method: 'patch',
    path: '/items/{id}',
    summary: 'Changes an item',
    params,
    body,
    answers: { 200: { description: 'The item', content: jsonContent(item) } },
  },
  deleteItem: {
    method: 'delete',
    path: '/items/{id}',
    summary: 'Deletes an item',
    params,
    answers: { 204: { description: 'Deleted' } },
  },
  streamItems: {
    method: 'get',
    path: '/stream',
    summary: 'Streams items',
    readByHandler: { query: queryParameters({ after: digits() }) },
    answers: { 200: { description: 'Items', content: { 'text/plain': z.string() } } },
  },
});

let calls: unknown[];
beforeEach(() => {
  calls = [];
});

const handlers: Handlers<typeof routes> = {
  listItems: ({ query }) => {
    calls.push(query);
    return [{ id: 'a' }];
  },
  createItem: ({ body, response }) => {
    calls.push(body);
    if (body.size > 10) response.status(202);
    return { id: 'made', ...body };
  },
  readNewest: () => ({ id: 'newest of all' }),
  readItem: ({ params }) => params,
  changeItem: ({ params, body }) => {
    calls.push({ params, body });
    return { ...params, ...body };
  },
  deleteItem: ({ params }) => {
    calls.push(params);
  },
  streamItems: ({ request, response }) => {
    response.type('text/plain').write('first ');
    setImmediate(() => response.end(`and ${request.query.after}`));
  },
};
const surroundings = {
  readiness: () => ({ ready: true, checks: {} }),
  logger: pino({ level: 'silent' }),
  openApi: {},
};
const app = createApp({ ...surroundings, endpoints: implement(routes, handlers) });
const api = () => request(app);

describe('a declared route', () => {
  it('hands its handler the parsed query, defaults among it', async () => {
    expect((await api().get('/items?limit=7')).body).toEqual([{ id: 'a' }]);
    await api().get('/items');
    expect(calls).toEqual([{ limit: 7 }, { limit: 5 }]);
  });

  it('refuses a query that does not fit, and any query if it declares none, before the handler is called', async () => {
    for (const [path, detail] of [
      ['/items?limit=11', /from 1 to 10/],
      ['/items?limt=1', /expected only limit, got limt/],
      ['/items/a?limit=1', /expected no parameters, got limit/],
      ['/items/newest?', undefined],
    ] as const) {
      const { status, body } = await api().get(path);
      if (detail === undefined) expect([path, status]).toEqual([path, 200]);
      else expect([path, status, body.code]).toEqual([path, 400, 'request.invalid']);
      if (detail !== undefined) expect(body.detail).toMatch(detail);
    }
    const made = await api().post('/items?size=1').send({ size: 1 });
    expect([made.status, made.body.code]).toEqual([400, 'request.invalid']);
    expect(calls).toEqual([]);
  });

  it('checks its parameters and its body, and names the place of each fault', async () => {
    const bad = await api().get('/items/A');
    expect([bad.status, bad.body.code, bad.body.errors[0].pointer]).toEqual([400, 'request.invalid', '/id']);
    for (const [sent, pointer] of [
      [{ size: 'x' }, '/size'],
      [{ size: 1, colour: 'red' }, '/'],
    ] as const) {
      const { status, body } = await api().patch('/items/a').send(sent);
      expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'request.invalid', pointer]);
    }
    expect(calls).toEqual([]);
    await api().patch('/items/a').send({ size: 2 });
    expect(calls).toEqual([{ params: { id: 'a' }, body: { size: 2 } }]);
  });

  it('reads a body of at most the bytes that it declares', async () => {
    const { status, body } = await api()
      .post('/items')
      .send({ size: 1, padding: 'x'.repeat(100) });
    expect([status, body.code]).toEqual([413, 'request.too_large']);
  });

  it('answers with the lowest status that it declares, unless the handler sets another', async () => {
    const made = await api().post('/items').send({ size: 3 });
    expect([made.status, made.body]).toEqual([201, { id: 'made', size: 3 }]);
    expect((await api().post('/items').send({ size: 30 })).status).toBe(202);
  });

  it('answers 204 without a body where that is what it declares', async () => {
    const { status, text, headers } = await api().delete('/items/a');
    expect([status, text, headers['content-type']]).toEqual([204, '', undefined]);
    expect(calls).toEqual([{ id: 'a' }]);
  });

  it('leaves the answer to a handler that streams, and the query that it reads itself', async () => {
    expect((await api().get('/stream?after=3')).text).toBe('first and 3');
  });

  it('answers a failure of its handler with a problem and not with its own status', async () => {
    const broken = createApp({
      ...surroundings,
      endpoints: implement(routes, {
        ...handlers,
        deleteItem: () => {
          throw new RangeError('secret');
        },
      }),
    });
    const { status, body } = await request(broken).delete('/items/a');
    expect([status, body.code]).toEqual([500, 'service.internal']);
  });
});

describe('the routes of a path', () => {
  it('answer 405 to any other method, with those that there are', async () => {
    const wrong = await api().put('/items/a');
    expect([wrong.status, wrong.body.code, wrong.headers.allow]).toEqual([
      405,
      'request.method_not_allowed',
      'GET, HEAD, PATCH, DELETE',
    ]);
    expect((await api().options('/items')).headers.allow).toBe('GET, HEAD, POST');
  });

  it('let an endpoint see other methods first', async () => {
    const answers = { 204: { description: 'Taken' } };
    const taken: Endpoint = {
      route: { method: 'post', path: '/taken', summary: 'Takes', answers },
      handle: () => undefined,
      otherMethods: (request, response, next) => {
        response.set('Seen', request.method);
        next();
      },
    };
    const seen = createApp({ ...surroundings, endpoints: [taken] });
    const { status, headers } = await request(seen).options('/taken');
    expect([status, headers.seen, headers.allow]).toEqual([204, 'OPTIONS', 'POST']);
    expect((await request(seen).post('/taken')).headers).not.toHaveProperty('seen');
  });

  it('are asked in the order in which they are declared', async () => {
    expect((await api().get('/items/newest')).body).toEqual({ id: 'newest of all' });
    const route = (path: string): Route => ({
      method: 'get',
      path,
      summary: path,
      answers: { 200: { description: path } },
    });
    const endpoints = ['/{id}', '/literal'].map((path) => ({ route: route(path), handle: () => path }));
    const reverse = express().use(routeRouter(endpoints));
    expect((await request(reverse).get('/literal')).body).toBe('/{id}');
  });
});
