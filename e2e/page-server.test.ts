import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Agent, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { FakeService } from './harness/fake-service';
import { freePort } from './harness/free-port';
import { NameServer } from './harness/name-server';
import { INDEX, makePage, SECRET } from './harness/page-fixture';
import { PAGE_SERVERS } from './harness/page-server-process';
import { ask, openAnswer, type RawRequest } from './harness/raw-request';

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
const IMMUTABLE = 'public, max-age=31536000, immutable';
const NAVIGATION = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const PROBLEM = expect.stringMatching(/^application\/problem\+json/);

const echo: RequestListener = async (request, response) => {
  const { method, url, headers } = request;
  const body = (await buffer(request)).toString();
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ method, url, headers, body }));
};

describe.each(PAGE_SERVERS)('$name', ({ create }) => {
  let folder: string;
  let service: FakeService;
  let names: NameServer;
  let server: ReturnType<typeof create>;

  beforeAll(async () => {
    folder = makePage();
    [service, names] = await Promise.all([new FakeService().listen(), new NameServer().listen()]);
    const url = `http://127.0.0.1:${service.port}`;
    server = create({
      PORT: String(await freePort()),
      PAGE_DIR: join(folder, 'page'),
      POSTS_URL: url,
      COMMENTS_URL: url,
      QUERY_URL: url,
      MODERATION_URL: `http://127.0.0.1:${await freePort()}`,
      EVENT_BUS_URL: `http://event-bus.invalid:${service.port}`,
      RESOLVERS: `127.0.0.1:${names.port}`,
      ALLOWED_HOSTS: 'Blog.example,*.blog.example,blog.example',
      STARTED_BY: 'compose',
    });
    await server.start();
  });
  beforeEach(() => {
    service.serve = echo;
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([service.close(), names.close()]);
    rmSync(folder, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = NAVIGATION) =>
    ask(server.url, path, { headers });
  const echoed = async (path: string, options: RawRequest = {}) =>
    JSON.parse(String((await ask(server.url, path, options)).body));

  it.each([
    ['/', 200],
    ['/posts/1', 200],
    ['/icon.svg', 200],
    ['/started-by.json', 200],
    ['/assets/index-DsO5XTJk.js', 200],
    ['/assets/missing.js', 404],
    ['/api/nobody/', 404],
    ['/api/lab', 404],
    ['/api/lab/receipts', 404],
    ['/api/posts/posts', 200],
    ['/api/moderation/', 502],
  ])('tells the browser to trust nothing but the page itself, at %s', async (path, status) => {
    expect(await get(path)).toMatchObject({ status, headers: SECURITY_HEADERS });
  });

  it('says how the services were started, as it was told', async () => {
    const { status, headers, body } = await get('/started-by.json');
    expect({ status, headers }).toMatchObject({
      status: 200,
      headers: {
        'content-type': expect.stringMatching(/^application\/json/),
        'cache-control': 'no-cache',
      },
    });
    expect(JSON.parse(String(body))).toEqual({ startedBy: 'compose', namespace: null });
    const posted = await ask(server.url, '/started-by.json', { method: 'POST' });
    expect({ status: posted.status, allow: posted.headers.allow }).toEqual({
      status: 405,
      allow: 'GET, HEAD',
    });
  });

  it.each([
    ['/assets/index-DsO5XTJk.js', IMMUTABLE],
    ['/', 'no-cache'],
    ['/posts/1', 'no-cache'],
    ['/icon.svg', 'no-cache'],
  ])('lets %s be kept as its name allows, and confirms it by its etag', async (path, cacheControl) => {
    const { headers } = await get(path);
    expect(headers).toMatchObject({ 'cache-control': cacheControl, etag: expect.any(String) });
    const again = await get(path, { ...NAVIGATION, 'if-none-match': headers.etag as string });
    expect(again).toMatchObject({ status: 304, headers: { 'cache-control': cacheControl } });
    expect(again.body).toHaveLength(0);
  });

  it.each(['/assets/index-DsO5XTJk.js', '/assets/index-BQVRpEe9.css', '/icon.svg'])(
    'gzips %s',
    async (path) => {
      const plain = await get(path);
      const zipped = await get(path, { 'accept-encoding': 'gzip', range: 'bytes=0-9' });
      expect(plain.headers).not.toHaveProperty('content-encoding');
      expect(zipped).toMatchObject({ headers: { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } });
      expect(gunzipSync(zipped.body)).toEqual(plain.body);
      expect(zipped.body.length).toBeLessThan(plain.body.length / 4);
    },
  );

  it('leaves an image as it is', async () => {
    const { headers, body } = await get('/photo.png', { 'accept-encoding': 'gzip' });
    expect(headers).not.toHaveProperty('content-encoding');
    expect(body).toHaveLength(4_000);
  });

  it.each(['text/html', '*/*'])('opens the page at every path that %s is asked of', async (accept) => {
    for (const path of ['/', '/posts/1', '/bus/events?at=5', '/a.b/c']) {
      const { status, headers, body } = await get(path, { accept });
      expect([status, headers['content-type'], String(body)]).toEqual([
        200,
        'text/html; charset=utf-8',
        INDEX,
      ]);
    }
  });

  it('says that what is at a path of the page depends on Accept', async () => {
    for (const accept of ['text/html', 'application/json']) {
      expect((await get('/posts/1', { accept })).headers.vary).toMatch(/\bAccept(,|$)/);
    }
    expect((await get('/assets/index-DsO5XTJk.js')).headers.vary ?? '').not.toMatch(/\bAccept(,|$)/);
  });

  it('has nothing there for who wants no page', async () => {
    const { status, headers } = await get('/posts/1', { accept: 'application/json' });
    expect([status, headers['content-type']]).toEqual([404, PROBLEM]);
  });

  it.each([
    ['PUT', '/bus'],
    ['POST', '/'],
    ['DELETE', '/icon.svg'],
    ['PATCH', '/posts/1'],
  ])('answers %s %s with what there is instead', async (method, path) => {
    const { status, headers, body } = await ask(server.url, path, { method });
    expect([status, headers.allow, headers['content-type']]).toEqual([405, 'GET, HEAD', PROBLEM]);
    expect(JSON.parse(String(body))).toMatchObject({ status: 405, code: 'request.method_not_allowed' });
  });

  it('says what there is at a path of the page, and nothing of one that is none', async () => {
    for (const path of ['/', '/nothing']) {
      const { status, headers, body } = await ask(server.url, path, { method: 'OPTIONS' });
      expect([status, headers.allow, String(body)]).toEqual([204, 'GET, HEAD', '']);
      expect((await get(path)).headers).not.toHaveProperty('allow');
    }
    const headers = { accept: 'application/json' };
    const nothing = await ask(server.url, '/nothing', { method: 'OPTIONS', headers });
    expect([nothing.status, nothing.headers['content-type']]).toEqual([404, PROBLEM]);
  });

  it('answers 404 for a missing asset, and does not let that be kept', async () => {
    const { status, headers } = await get('/assets/index-00000000.js');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([404, PROBLEM, undefined]);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets../secret.txt',
    '/assets..%2fsecret.txt',
    '//../secret.txt',
    '/%00/../../secret.txt',
    '/api/posts/../../../secret.txt',
  ])('does not leave the folder of the page for %s', async (path) => {
    for (const headers of [NAVIGATION, { accept: 'text/plain' }]) {
      expect(String((await get(path, headers)).body)).not.toContain(SECRET);
    }
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'passes %s on with path, query and body',
    async (method) => {
      const body = '{"title":"Grüße"}';
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const path = '/posts/a%2Fb/%C3%BC?after=1%2C2&x=%20&x=//';
      expect(await echoed(`/api/comments${path}`, { method, headers, body })).toMatchObject({
        method,
        url: path,
        headers: { 'content-type': 'application/json' },
        body,
      });
    },
  );

  it('passes on a body of unknown length, and a large one', async () => {
    const headers = { 'transfer-encoding': 'chunked' };
    expect(await echoed('/api/posts/', { method: 'POST', headers, body: 'in chunks' })).toMatchObject({
      url: '/',
      body: 'in chunks',
    });
    const body = 'x'.repeat(4 * 1024 * 1024);
    expect((await echoed('/api/posts/', { method: 'POST', body })).body).toBe(body);
  });

  it('lets a client ask before it sends a body', async () => {
    const { hostname, port } = new URL(server.url);
    const client = connect(Number(port), hostname);
    client.write(
      'POST /api/posts/asked HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n' +
        'Content-Length: 2\r\nConnection: close\r\n\r\n',
    );
    const [first] = await once(client, 'data');
    expect(String(first)).toMatch(/^HTTP\/1.1 100 /);
    client.write('ok');
    expect(await text(client)).toMatch(/^HTTP\/1.1 200 .*"url":"\/asked".*"body":"ok"/s);
  });

  it('passes back status, headers and body as they are', async () => {
    service.serve = (_request, response) => {
      response.writeHead(201, {
        Location: 'posts/1',
        Link: '<?after=1>; rel="next"',
        'Event-Position': '7',
      });
      response.end('{}');
    };
    const { status, headers, body } = await get('/api/posts/posts');
    expect({ status, headers, body: String(body) }).toMatchObject({
      status: 201,
      headers: { location: 'posts/1', link: '<?after=1>; rel="next"', 'event-position': '7' },
      body: '{}',
    });
    const leadsTo = (reference: string) => new URL(reference, `${server.url}/api/posts/posts`).pathname;
    expect(leadsTo(headers.location as string)).toBe('/api/posts/posts/1');
    expect(headers).not.toHaveProperty('cache-control');
  });

  it('compresses what services answer as JSON, for who can read that', async () => {
    const json = JSON.stringify(Array.from({ length: 500 }, (_, position) => ({ position, type: 'Told' })));
    service.serve = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': json.length });
      response.end(json);
    };
    const zipped = await get('/api/posts/posts', { 'accept-encoding': 'gzip' });
    expect(zipped).toMatchObject({ status: 200, headers: { 'content-encoding': 'gzip' } });
    expect(String(gunzipSync(zipped.body))).toBe(json);
    expect(zipped.body.length).toBeLessThan(json.length / 4);
    expect(await get('/api/posts/posts')).toMatchObject({ body: Buffer.from(json) });
  });

  it('has a connection of its own on either side', async () => {
    const headers = {
      connection: 'keep-alive, upgrade',
      upgrade: 'websocket',
      te: 'trailers',
      'keep-alive': 'timeout=9',
    };
    const { headers: heard } = await echoed('/api/posts/', { headers });
    for (const name of ['upgrade', 'te', 'keep-alive']) expect(heard).not.toHaveProperty(name);

    service.serve = (_request, response) => response.writeHead(200, { Connection: 'close' }).end();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await openAnswer(server.url, '/api/posts/', { agent });
    const { socket } = first;
    await buffer(first);
    const second = await openAnswer(server.url, '/api/posts/', { agent });
    expect(second.socket).toBe(socket);
    agent.destroy();
  });

  it.each(['moderation', 'event-bus'])('answers 502 while %s is not there', async (name) => {
    for (const method of ['GET', 'POST']) {
      const { status, headers, body } = await ask(server.url, `/api/${name}/x.js`, { method });
      expect([status, headers['content-type']]).toEqual([502, PROBLEM]);
      expect(JSON.parse(String(body))).toEqual({
        type: 'about:blank',
        title: 'Bad Gateway',
        status: 502,
        code: 'service.unavailable',
        detail: `The service ${name} cannot be reached.`,
      });
    }
  });

  it.each([
    '/api',
    '/api/',
    '/api/posts',
    '/api/posts?x=/',
    '/api/nobody/x.js',
    '/api/constructor/',
    '/api/posts-2/',
  ])('knows no service at %s', async (path) => {
    const { status, headers, body } = await get(path);
    expect([status, headers['content-type']]).toEqual([404, PROBLEM]);
    expect(JSON.parse(String(body))).toMatchObject({ status: 404, code: 'request.not_found' });
  });

  it.each([
    'localhost:3000',
    'page.localhost',
    '10.1.2.3:30300',
    '[::1]:3000',
    'blog.example',
    'www.blog.example:80',
  ])('answers as %s', async (host) => {
    for (const path of ['/', '/api/posts/'])
      expect(await ask(server.url, path, { headers: { ...NAVIGATION, host } })).toMatchObject({
        status: 200,
      });
  });

  it.each(['elsewhere.example', 'blog.example.org', 'notlocalhost', '10.1.2.3.example'])(
    'answers to nobody as %s, which may be a name that was led here',
    async (host) => {
      service.serve = () => {
        throw new Error('called');
      };
      for (const path of ['/', '/readyz', '/api/posts/']) {
        const { status, headers, body } = await ask(server.url, path, { headers: { host } });
        expect([status, headers['content-type']]).toEqual([421, PROBLEM]);
        expect(JSON.parse(String(body))).toMatchObject({ status: 421, code: 'request.unknown_host' });
      }
    },
  );

  it('refuses two Hosts', async () => {
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.end('GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1.1 400 .*^Content-Type: application\/problem\+json/ims);
    expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'request.malformed' });
  });

  it('lets the service judge what a page of another site wants, and what its own page does not', async () => {
    const { host } = new URL(server.url);
    const heardFrom = async (headers: Record<string, string>) => {
      const { headers: heard } = await echoed('/api/posts/', { method: 'POST', headers });
      return [heard.origin, heard['sec-fetch-site']];
    };
    expect(await heardFrom({ origin: `http://${host}` })).toEqual([undefined, undefined]);
    expect(await heardFrom({ origin: 'https://blog.example', host: 'blog.example' })).toEqual([
      undefined,
      undefined,
    ]);
    expect(await heardFrom({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toEqual([
      undefined,
      'same-origin',
    ]);
    for (const origin of ['http://elsewhere.example', `http://${host}.example`, 'null']) {
      expect(await heardFrom({ origin })).toEqual([origin, undefined]);
      expect(await heardFrom({ origin, 'sec-fetch-site': 'cross-site' })).toEqual([origin, 'cross-site']);
    }
  });

  describe('a stream', () => {
    /** Opens a stream on both sides, with its head sent. */
    async function openStream(): Promise<{ heard: IncomingMessage; told: ServerResponse }> {
      const asked = new Promise<ServerResponse>((resolve) => {
        service.serve = (_request, response) => {
          response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
          resolve(response);
        };
      });
      const headers = { accept: 'text/event-stream', 'accept-encoding': 'gzip' };
      // No event yet: the head alone must get through, or the browser would not know that it is connected.
      const heard = await openAnswer(server.url, '/api/query/posts', { headers });
      return { heard, told: await asked };
    }

    it('arrives event by event, as it is', async () => {
      const { heard, told } = await openStream();
      expect(heard.headers).not.toHaveProperty('content-encoding');
      for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
        const next = once(heard, 'data');
        told.write(event);
        expect(String((await next)[0])).toBe(event);
      }
      told.end();
      await once(heard.resume(), 'end');
    });

    it('ends at the service once its reader has gone', async () => {
      const { heard, told } = await openStream();
      const closed = once(told, 'close');
      heard.destroy();
      await closed;
    });

    it('is cut when its service dies, so that the browser comes again', async () => {
      const { heard, told } = await openStream();
      const rest = buffer(heard);
      told.write('data: 1\n\n', () => told.destroy());
      await expect(rest).rejects.toThrow('aborted');
    });
  });

  it('cuts an answer whose service dies in the middle of it', async () => {
    service.serve = (_request, response) => {
      response.writeHead(200, { 'Content-Length': 10 }).write('first', () => response.destroy());
    };
    await expect(get('/api/posts/posts')).rejects.toThrow('aborted');
  });
});
