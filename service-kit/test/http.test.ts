import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Router } from 'express';
import pino from 'pino';
import request from 'supertest';
import { z } from 'zod';
import {
  createApp,
  createHttpServer,
  createMetrics,
  defineProblems,
  type Input,
  jsonBody,
  methodNotAllowed,
  pageLimit,
  type Readiness,
  setNextLink,
} from '../src/index';
import { eventually } from './eventually';

const PROBLEM = 'application/problem+json';
const problems = defineProblems({
  'thing.wrong': ['conflict', 'It is wrong.'],
  'thing.down': ['unavailable', 'It is down.'],
  'thing.unserved': ['not served', 'It ends a process.'],
});

const hotRoute = {
  method: 'post',
  path: '/hot',
  summary: 'Answers before Express does',
  isHot: true,
  readByHandler: { query: z.looseObject({}) },
  answers: { 200: { description: 'How it came' } },
} as const;

describe('an app of the kit on its server', () => {
  let server: Server;
  let logged: { level: string; msg: string; err?: { message: string } }[];
  let readiness: Readiness;
  let release: () => void;

  beforeEach(async () => {
    logged = [];
    readiness = { ready: true, checks: { disk: 'fine' } };
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const log = new Writable({
      write(chunk, _encoding, done) {
        logged.push(JSON.parse(String(chunk)));
        done();
      },
    });
    const router = Router();
    router.get('/wrong', () => {
      throw problems.error('thing.wrong', 'Expected right, got wrong.', { position: 7 });
    });
    router.get('/unserved', () => {
      throw problems.error('thing.unserved', 'secret of a command');
    });
    router.get('/down', () => {
      throw problems.error('thing.down', 'Down for now.');
    });
    router.get('/bug', async () => {
      throw new TypeError('secret of the code');
    });
    router.get('/late', (_request, response) => {
      response.write('half of ');
      throw new Error('no more');
    });
    router.get('/items', (request_, response) => {
      const { limit } = z
        .strictObject({ limit: pageLimit, after: z.string().optional() })
        .parse(request_.query);
      setNextLink(request_, response, { name: 'after', cursor: limit === 1 ? undefined : 'ö/1' });
      response.json([limit]);
    });
    router.post('/numbers', jsonBody(1_000), (request_, response) => {
      response.json(z.array(z.number()).parse(request_.body));
    });
    router.get('/half', (_request, response) => {
      response.writeHead(200, { 'Content-Length': 10 }).write('first');
    });
    router.get('/held', async (_request, response) => {
      await held;
      response.json('free');
    });
    router
      .route('/echo')
      .post(jsonBody(100), (request_, response) => void response.json(request_.body))
      .all(methodNotAllowed);
    const hot = async ({ request: request_, response }: Input) => {
      const { headers } = request_;
      if (headers['x-body'] !== undefined) for await (const _ of request_);
      if (headers['x-half'] !== undefined) response.writeHead(200, { 'Content-Length': 10 }).write('first');
      if (headers['x-wrong'] !== undefined) throw problems.error('thing.wrong', 'Expected right.');
      response.end(request_.route === undefined ? 'at once' : 'the usual way');
    };
    const app = createApp({
      endpoints: [{ route: hotRoute, handle: hot }],
      routers: [router],
      openApi: { openapi: '3.1.0' },
      readiness: () => readiness,
      logger: pino({ formatters: { level: (level) => ({ level }) } }, log),
      requestsInFlightMax: 2,
      corsOrigins: ['*'],
      metrics: createMetrics({ follower: { checkpoint: 42 }, outbox: { state: () => ({ pending: 3 }) } }),
    });
    server = createHttpServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    release();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  let socket: Socket | undefined;
  afterEach(() => socket?.destroy());

  const port = () => (server.address() as AddressInfo).port;

  /** Sends bytes, keeps its own side open, and reads all that comes. */
  const read = async (bytes: string) => {
    const open = connect({ port: port(), host: '127.0.0.1', allowHalfOpen: true });
    socket = open;
    open.on('error', () => {});
    open.write(bytes);
    const chunks: Buffer[] = [];
    for await (const chunk of open) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };

  /** The same, for what is answered with a problem. */
  const send = async (bytes: string) => {
    const [head = '', body = ''] = (await read(bytes)).split('\r\n\r\n');
    expect(head).toMatch(`Content-Type: ${PROBLEM}`);
    expect(head).toMatch(`Content-Length: ${Buffer.byteLength(body)}`);
    const { status, code } = JSON.parse(body);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    return { status, code };
  };

  describe('answers problem+json', () => {
    it('with the status of the kind of a known error, and its details', async () => {
      const response = await request(server).get('/wrong');
      expect(response.type).toBe(PROBLEM);
      expect(response.status).toBe(409);
      expect(response.body).toEqual({
        type: 'about:blank',
        title: 'Conflict',
        status: 409,
        code: 'thing.wrong',
        detail: 'Expected right, got wrong.',
        position: 7,
      });
      expect(logged).toEqual([]);
    });

    it.each(['/bug', '/unserved'])(
      'without the detail of an unknown error, which is logged once (%s)',
      async (path) => {
        const response = await request(server).get(path);
        expect(response.status).toBe(500);
        expect(response.body).toMatchObject({ code: 'service.internal' });
        expect(response.text).not.toMatch('secret');
        expect(logged).toHaveLength(1);
        expect(logged[0]).toMatchObject({
          level: 'error',
          err: { message: expect.stringMatching('secret') },
        });
      },
    );

    it('with Retry-After when it may be tried again', async () => {
      const response = await request(server).get('/down');
      expect([response.status, response.headers['retry-after']]).toEqual([503, '1']);
    });

    it('with every fault of an input, each with its place', async () => {
      const response = await request(server).get('/items?limit=0&colour=red');
      expect(response.status).toBe(400);
      expect(response.body).toMatchObject({ code: 'request.invalid' });
      expect(response.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
        '/limit',
        '/',
      ]);
    });

    it('with the first faults of a body that is nothing but faults, and how many more there are', async () => {
      const response = await request(server).post('/numbers').send(Array(40).fill('x'));
      expect([response.status, response.body.errors.length]).toEqual([400, 20]);
      expect(response.body.detail).toMatch(/; and 20 more$/);
    });

    it('to a path that it does not have', async () => {
      const response = await request(server).get('/nowhere');
      expect([response.status, response.body.code]).toEqual([404, 'request.not_found']);
    });

    it('to a path that cannot be decoded', async () => {
      const response = await request(server).get('/%zz');
      expect([response.status, response.type]).toEqual([404, PROBLEM]);
    });

    it('to a method that a path does not have, with those it has', async () => {
      const response = await request(server).delete('/echo');
      expect([response.status, response.headers.allow]).toEqual([405, 'POST']);
    });
  });

  it('cuts the connection when it fails after the answer has begun', async () => {
    await expect(request(server).get('/late')).rejects.toThrow(/aborted|hang up/);
    expect(logged).toMatchObject([{ level: 'error', err: { message: 'no more' } }]);
  });

  describe('reads a JSON body', () => {
    const post = (body: string | Buffer, type: string) => {
      const call = request(server)
        .post('/echo')
        .serialize((given) => given);
      return (type === '' ? call : call.set('Content-Type', type)).send(body as string);
    };
    const json = 'application/json';

    it.each([
      [json, '{"a":"ü"}', { a: 'ü' }],
      ['application/json; charset=utf-8', '[1]', [1]],
      ['application/json; charset=UTF8', '{"a":"ü"}', { a: 'ü' }],
      ['application/json;charset="us-ascii"', '{"a":"u"}', { a: 'u' }],
      ['application/json; charset=iso-8859-1', Buffer.from('{"a":"ü"}', 'latin1'), { a: 'ü' }],
      ['application/merge-patch+json', '{}', {}],
    ])('of type %s', async (type, body, expected) => {
      expect((await post(body, type)).body).toEqual(expected);
    });

    it.each<[string, string, string | Buffer, number, string]>([
      ['another type', 'text/plain', '{}', 415, 'request.unsupported_media_type'],
      ['another charset', `${json}; charset=utf-16`, '{}', 415, 'request.unsupported_media_type'],
      ['bytes beyond ASCII', `${json}; charset=ascii`, '"ü"', 400, 'request.bad_encoding'],
      ['broken JSON', json, '{"a":', 400, 'request.bad_json'],
      ['bad UTF-8', json, Buffer.from([0x22, 0xff, 0x22]), 400, 'request.bad_encoding'],
      ['more than it may have', json, `"${'x'.repeat(100)}"`, 413, 'request.too_large'],
    ])('and refuses %s', async (_what, type, body, status, code) => {
      const response = await post(body, type);
      expect(response.type).toBe(PROBLEM);
      expect({ status: response.status, code: response.body.code }).toEqual({ status, code });
    });

    it('and refuses no body at all', async () => {
      const head =
        'POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json';
      expect(await send(`${head}\r\n\r\n`)).toEqual({ status: 400, code: 'request.bad_json' });
    });
  });

  it('answers 503 to one request too many, and takes new ones when one has ended', async () => {
    const held = ['/held', '/held'].map((path) => request(server).get(path).then());
    await eventually(async () => {
      const { status, body } = await request(server).get('/items');
      expect([status, body.code]).toEqual([503, 'service.overloaded']);
    });
    expect((await request(server).get('/healthz')).status).toBe(200);
    release();
    await Promise.all(held);
    await eventually(async () => expect((await request(server).get('/items')).status).toBe(200));
  });

  it('counts a request whose client has gone as ended', async () => {
    for (let time = 0; time < 5; time += 1) {
      const socket = connect(port(), '127.0.0.1');
      socket.write('GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(socket, 'connect');
      socket.destroy();
    }
    await eventually(async () => expect((await request(server).get('/items')).status).toBe(200));
  });

  describe('takes a hot route at once', () => {
    const post = (path = '/hot') => request(server).post(path);

    it('and answers its errors with problems', async () => {
      expect((await post()).text).toBe('at once');
      const { status, type, body } = await post().set('X-Wrong', 'yes');
      expect([status, type, body.code]).toEqual([409, PROBLEM, 'thing.wrong']);
    });

    it('and counts none as under way that has been answered, or whose sender has left', async () => {
      for (let n = 0; n < 3; n += 1) {
        expect((await post()).status).toBe(200);
        expect((await post().set('X-Wrong', 'yes')).status).toBe(409);
        const socket = connect({ port: port(), host: '127.0.0.1' });
        socket.write('POST /hot HTTP/1.1\r\nHost: localhost\r\nX-Body: yes\r\nContent-Length: 9\r\n\r\nhalf');
        socket.end();
        await once(socket.resume(), 'close');
      }
      await eventually(async () => expect((await post()).text).toBe('at once'));
    });

    it('and cuts an answer that fails after it has begun', async () => {
      const text = await read('POST /hot HTTP/1.1\r\nHost: localhost\r\nX-Half: yes\r\nX-Wrong: yes\r\n\r\n');
      expect(text).toMatch(/\r\n\r\nfirst$/);
    });

    it('but not beyond the bound on requests under way', async () => {
      const held = ['/held', '/held'].map((path) => request(server).get(path).then());
      await eventually(async () => {
        const { status, body } = await post();
        expect([status, body.code]).toEqual([503, 'service.overloaded']);
      });
      release();
      await Promise.all(held);
      await eventually(async () => expect((await post()).status).toBe(200));
    });

    it('but a browser, another method and a query go the usual way', async () => {
      const { text, headers } = await post().set('Origin', 'http://elsewhere');
      expect([text, headers['access-control-allow-origin']]).toEqual(['the usual way', '*']);
      const other = await request(server).get('/hot');
      expect([other.status, other.headers.allow]).toEqual([405, 'POST']);
      expect((await post('/hot?x=1')).text).toBe('the usual way');
    });
  });

  describe('has operations routes', () => {
    it('/healthz', async () => {
      expect((await request(server).get('/healthz')).body).toEqual({ status: 'ok' });
    });

    it('/readyz, 503 with every check while it is not ready', async () => {
      expect((await request(server).get('/readyz')).body).toEqual({
        status: 'ready',
        checks: readiness.checks,
      });
      readiness = { ready: false, checks: { disk: 'gone' } };
      const response = await request(server).get('/readyz');
      expect([response.status, response.body.code]).toEqual([503, 'service.not_ready']);
      expect(response.body.checks).toEqual({ disk: 'gone' });
    });

    it('/metrics, with the durations of requests by route', async () => {
      await request(server).get('/wrong');
      const { text } = await request(server).get('/metrics');
      expect(text).toMatch('http_request_duration_seconds_count{method="GET",route="/wrong",status="409"} 1');
      expect(text).toMatch('follower_checkpoint_position 42');
      expect(text).toMatch('outbox_pending_events 3');
    });

    it('/openapi.json', async () => {
      expect((await request(server).get('/openapi.json')).body).toEqual({ openapi: '3.1.0' });
    });
  });

  it('takes a target with a host before its path, which counts instead of the header', async () => {
    const target = 'http://localhost/items?limit=2';
    const answer = await read(`GET ${target} HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toMatch('Link: <?limit=2&after=');
  });

  describe('asks for a body that was announced with Expect: 100-continue', () => {
    const announce = (path: string, bytes: number, more = '') =>
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${bytes}\r\n${more}\r\n`;

    it.each([
      ['it is too large', announce('/echo', 1_000_000_000), 413, 'request.too_large'],
      [
        'it is compressed',
        announce('/echo', 10, 'Content-Encoding: gzip\r\n'),
        415,
        'request.unsupported_media_type',
      ],
      ['nobody is there to take it', announce('/nowhere', 10), 404, 'request.not_found'],
    ])('but not if %s: the answer comes without it', async (_why, head, status, code) => {
      expect(await send(head)).toEqual({ status, code });
    });

    it('and then takes it, on a connection that stays', async () => {
      const client = connect(port(), '127.0.0.1');
      socket = client;
      let answer = '';
      client.on('data', (chunk) => {
        answer += String(chunk);
      });
      client.write(announce('/echo', 2));
      await eventually(() => expect(answer).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\n$/));
      client.write('[]');
      await eventually(() => expect(answer).toMatch(/HTTP\/1.1 200 OK.*\[\]$/s));
      client.write('GET /items HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
      await once(client, 'end');
      expect(answer).toMatch(/\[1000\]$/);
    });

    it('also of a route that is taken before Express', async () => {
      const answer = read(`${announce('/hot', 2, 'X-Wrong: 1\r\n')}`);
      expect(await answer).toMatch(/^HTTP\/1.1 409 /);
    });
  });

  it('answers a browser that asks first, but only about what is here', async () => {
    const ask = (path: string) =>
      request(server)
        .options(path)
        .set({ Origin: 'http://elsewhere', 'Access-Control-Request-Method': 'POST' })
        .set('Access-Control-Request-Headers', 'content-type,idempotency-key,if-match');
    const { status, headers } = await ask('/echo');
    expect([status, headers.allow]).toEqual([204, 'POST']);
    expect(headers['access-control-allow-methods']).toMatch('POST');
    expect(headers['access-control-allow-headers']).toBe('content-type,idempotency-key,if-match');
    expect((await ask('/items')).status).toBe(200);
    for (const unknown of [await ask('/nowhere'), await request(server).options('/nowhere')]) {
      expect([unknown.status, unknown.body.code]).toEqual([404, 'request.not_found']);
    }
  });

  it('passes over an expectation that it does not know', async () => {
    const answer = await read(
      'GET /items HTTP/1.1\r\nHost: localhost\r\nExpect: 200-ok\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
  });

  it('closes a connection on which an upgrade was asked for, since Node would lose what comes next', async () => {
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket';
    const answer = await read(`GET /items HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 200 .*Connection: close/s);
  });

  it('serves pipelined requests one after the other, and keeps nothing of those that are answered', async () => {
    const { port } = server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1');
    const [connection] = (await once(server, 'connection')) as [Socket];
    const before = connection.listenerCount('close');
    client.write('GET /items HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(100));
    let answers = 0;
    client.on('data', (chunk) => {
      answers += String(chunk).split('HTTP/1.1 ').length - 1;
    });
    await eventually(() => expect(answers).toBe(100));
    await eventually(() => expect(connection.listenerCount('close')).toBeLessThanOrEqual(before + 1));
    client.destroy();
  });

  it('begins with no pipelined request while the one before it is unanswered', async () => {
    const { port } = server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1').resume();
    const served: (string | undefined)[] = [];
    server.on('request', ({ url }) => served.push(url));
    const begun = () => request(server).get('/metrics');
    client.write(
      'GET /half HTTP/1.1\r\nHost: localhost\r\n\r\nGET /pipelined HTTP/1.1\r\nHost: localhost\r\n\r\n',
    );
    await eventually(() => expect(served).toContain('/pipelined'));
    expect((await begun()).text).not.toMatch('/pipelined');
    client.destroy();
  });

  it('answers a request that was complete before something malformed came, and then closes the connection', async () => {
    const answering = read('GET /held HTTP/1.1\r\nHost: localhost\r\n\r\nhello\r\n\r\n');
    const refusing = once(server, 'clientError');
    await refusing;
    release();
    const answer = await answering;
    expect(answer).toMatch(/^HTTP\/1.1 200 .*Connection: close/s);
    expect(answer).not.toMatch('HTTP/1.1 400');
  });

  it('answers as many pipelined requests as may be, and then closes the connection', async () => {
    const answer = await read('GET /items HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(500));
    expect(answer.match(/HTTP\/1.1 200 /g)).toHaveLength(101);
    expect(answer.match(/^Connection: close\r$/gm)).toHaveLength(1);
  });

  it('cuts the connection when something malformed comes in the midst of an answer', async () => {
    const answer = await read('GET /half HTTP/1.1\r\nHost: localhost\r\n\r\nhello\r\n\r\n');
    expect(answer).not.toMatch('HTTP/1.1 400');
  });

  it('links to the next page by the same request with another cursor, and to none after the last', async () => {
    const first = await request(server).get('/items?limit=2&after=x');
    expect(first.headers.link).toBe('<?limit=2&after=%C3%B6%2F1>; rel="next"');
    expect((await request(server).get('/items?limit=1')).headers.link).toBeUndefined();
  });

  it.each([
    [undefined, 1_000],
    ['100', 100],
    ['1000', 1_000],
  ])('takes %s as limit of a page', async (limit, expected) => {
    expect((await request(server).get('/items').query({ limit })).body).toEqual([expected]);
  });

  it.each(['0', '1001', '1.5', 'x'])('refuses %s as limit of a page', async (limit) => {
    expect((await request(server).get('/items').query({ limit })).status).toBe(400);
  });

  it('lets browsers of other origins read what they need', async () => {
    const response = await request(server).get('/items').set('Origin', 'http://elsewhere');
    expect(response.headers['access-control-allow-origin']).toBe('*');
    for (const name of ['Link', 'Location', 'ETag', 'Retry-After']) {
      expect(response.headers['access-control-expose-headers']).toMatch(name);
    }
  });

  describe('answers with problem+json what never reaches Express', () => {
    it('too many headers', async () => {
      const headers = `X: ${'x'.repeat(17 * 1024)}`;
      expect(await send(`GET /items HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`)).toEqual({
        status: 431,
        code: 'request.headers_too_large',
      });
    });

    it.each([
      ['something that is not HTTP', 'hello\r\n\r\n'],
      ['a request without Host', 'GET /items HTTP/1.1\r\n\r\n'],
      ['two Hosts', 'GET /items HTTP/1.1\r\nHost: localhost\r\nX: y\r\nhOsT: localhost\r\n\r\n'],
      ['two Hosts, to a hot route', 'POST /hot HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere\r\n\r\n'],
      ['CONNECT, as to a proxy', 'CONNECT elsewhere:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ])('%s', async (_what, bytes) => {
      expect(await send(bytes)).toEqual({ status: 400, code: 'request.malformed' });
    });

    it.each([
      ['an unknown method', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 'a method of HTTP'],
      [
        'another coding',
        'POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: foo\r\n\r\n',
        'Transfer-Encoding but chunked',
      ],
      [
        'two lengths',
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
        'one Content-Length',
      ],
      ['a length that is none', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n', 'in digits'],
      [
        'a length and a coding',
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1',
        'either Content-Length or Transfer-Encoding',
      ],
      [
        'a coding and a length',
        'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n1',
        'either Content-Length or Transfer-Encoding',
      ],
      ['UTF-8 in the path', 'GET /é HTTP/1.1\r\nHost: x\r\n\r\n', 'percent-encoded'],
      ['a space in the target', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n', 'a request line such as'],
      ['another version', 'GET / HTTP/3.0\r\nHost: x\r\n\r\n', 'a request line such as'],
      ['a header with a space in its name', 'GET / HTTP/1.1\r\nHost: x\r\na b: c\r\n\r\n', '"Name: value"'],
      [
        'a bad chunk',
        'POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        'hexadecimal digits',
      ],
    ])('and says what was expected instead of %s', async (_what, bytes, expected) => {
      const [, body = ''] = (await read(bytes)).split('\r\n\r\n');
      const { status, code, detail } = JSON.parse(body);
      expect({ status, code }).toEqual({ status: 400, code: 'request.malformed' });
      expect(detail).toMatch(/^Expected .*\.$/);
      expect(detail).toContain(expected);
    });

    it('takes the rest of what it has refused: a reset could reach the sender before the answer', async () => {
      const { port } = server.address() as AddressInfo;
      const socket = connect(port, '127.0.0.1');
      socket.write('nonsense\r\n');
      const [, refused] = (await once(server, 'clientError')) as [Error, Socket];
      socket.write('and more of it');
      await once(server, 'clientError');
      expect(refused.destroyed).toBe(false);
      socket.end();
      expect(await text(socket)).toMatch(/^HTTP\/1.1 400 /);
    });

    it.each([
      ['http://[/nowhere', 400, 'request.malformed'],
      ['http://u@localhost/nowhere', 400, 'request.malformed'],
      ['http:///nowhere', 400, 'request.malformed'],
      ['http://xn--a/nowhere', 421, 'request.unknown_host'],
      ['//u@[/nowhere#', 404, 'request.not_found'],
      ['*', 404, 'request.not_found'],
    ])('a target like %s', async (target, status, code) => {
      const close = 'Host: localhost\r\nConnection: close';
      expect(await send(`GET ${target} HTTP/1.1\r\n${close}\r\n\r\n`)).toEqual({ status, code });
    });

    it.each([
      ['headers', 'GET /items HTTP/1.1\r\nHost: localhost\r\n'],
      [
        'a body',
        'POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      ],
    ])('%s that do not come in time', async (_what, bytes) => {
      server.headersTimeout = 50;
      server.requestTimeout = 50;
      expect(await send(bytes)).toEqual({ status: 408, code: 'request.timeout' });
    });

    it('and outlives a client that asked for CONNECT and is gone', async () => {
      const gone = once(server, 'connect').then(([, accepted]) => {
        accepted.destroy(new Error('read ECONNRESET'));
        return new Promise((resolve) => accepted.once('close', resolve));
      });
      connect(port(), '127.0.0.1').write('CONNECT elsewhere:443 HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await gone;
      expect((await request(server).get('/healthz')).status).toBe(200);
    });

    it('and lets go of a client that never closes its side', async () => {
      server.headersTimeout = 50;
      server.requestTimeout = 50;
      await send('hello\r\n\r\n');
      const connections = promisify(server.getConnections.bind(server));
      await eventually(async () => expect(await connections()).toBe(0));
    });
  });
});
