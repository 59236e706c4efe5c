import type { Server } from 'node:http';
import { Router } from 'express';
import request from 'supertest';
import { type AppSurroundings, createApp, createHttpServer, createLogger, type Endpoint } from '../src/index';

const FOREIGN = 'https://elsewhere.example';
const COURSE_PAGE = 'http://localhost:3000';

describe('what web pages may do', () => {
  let server: Server;
  let changes: number;
  let base: string;

  async function serve(options: Partial<AppSurroundings> = {}): Promise<void> {
    const change = async (_request: unknown, response: { end(text: string): unknown }) => {
      changes += 1;
      response.end('changed');
    };
    const router = Router();
    router.get('/things', (_request, response) => void response.json([changes]));
    router.all('/things', change);
    const hot: Endpoint = {
      route: {
        method: 'post',
        path: '/hot',
        summary: 'Changes',
        isHot: true,
        answers: { 200: { description: 'ok' } },
      },
      handle: ({ request, response }) => change(request, response),
    };
    const app = createApp({
      endpoints: [hot],
      routers: [router],
      openApi: {},
      changesByGet: ({ query }) => query.name !== undefined,
      readiness: () => ({ ready: true, checks: {} }),
      logger: createLogger({ name: 'test', level: 'silent' }),
      ...options,
    });
    server = createHttpServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `127.0.0.1:${(server.address() as { port: number }).port}`;
  }
  beforeEach(() => {
    changes = 0;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const call = (method: string, path: string, headers: Record<string, string>) =>
    (request(server) as unknown as Record<string, (path: string) => request.Test>)
      [method.toLowerCase()]?.(path)
      .set(headers) as request.Test;
  const refused = async (method: string, path: string, headers: Record<string, string>) => {
    const { status, type, body } = await call(method, path, headers);
    expect({ status, type, code: body.code }).toEqual({
      status: 403,
      type: 'application/problem+json',
      code: 'request.cross_site',
    });
    expect(changes).toBe(0);
  };
  const done = async (method: string, path: string, headers: Record<string, string>) => {
    const { status, text } = await call(method, path, headers);
    expect([status, text]).toEqual([200, 'changed']);
  };

  describe.each([
    ['POST', '/hot'],
    ['POST', '/things'],
    ['PUT', '/things'],
    ['PATCH', '/things'],
    ['DELETE', '/things'],
    ['GET', '/things?name=x'],
    ['GET', '/things?%6eame=x'],
  ])('%s %s', (method, path) => {
    it.each([
      ['Sec-Fetch-Site', { 'Sec-Fetch-Site': 'cross-site' }],
      ['Sec-Fetch-Site of another port', { 'Sec-Fetch-Site': 'same-site' }],
      ['Sec-Fetch-Site and Origin', { 'Sec-Fetch-Site': 'cross-site', Origin: FOREIGN }],
      ['Origin, from a browser without Sec-Fetch-Site', { Origin: FOREIGN }],
      ['Origin of a sandbox or a file', { Origin: 'null' }],
      ['Origin that only begins like this machine', { Origin: 'http://localhost.example' }],
    ])('refuses a page of another site, told by %s', async (_what, headers) => {
      await serve();
      await refused(method, path, headers);
    });

    it.each<[string, Record<string, string>]>([
      ['its own page', { 'Sec-Fetch-Site': 'same-origin' }],
      [
        'its own page, whatever Host a proxy made of it',
        { 'Sec-Fetch-Site': 'same-origin', Origin: FOREIGN },
      ],
      ['what was typed into the address bar', { 'Sec-Fetch-Site': 'none' }],
      ['what is no browser', {}],
      ['a page of this machine', { 'Sec-Fetch-Site': 'same-site', Origin: COURSE_PAGE }],
    ])('takes it from %s', async (_what, headers) => {
      await serve();
      if (method !== 'GET') await done(method, path, headers);
      else expect((await call(method, path, headers)).status).toBe(200);
    });
  });

  it('takes a change from the same host in a browser without Sec-Fetch-Site, by http or https', async () => {
    await serve({ corsOrigins: [] });
    await done('POST', '/things', { Origin: `http://${base}` });
    await done('POST', '/things', { Origin: `https://${base}` });
    await refusedAfter(2, { Origin: 'http://127.0.0.1:1' });
  });
  const refusedAfter = async (count: number, headers: Record<string, string>) => {
    expect((await call('POST', '/things', headers)).status).toBe(403);
    expect(changes).toBe(count);
  };

  it('takes it from the origins that are listed, and no others', async () => {
    await serve({ corsOrigins: [FOREIGN] });
    await done('POST', '/hot', { Origin: FOREIGN, 'Sec-Fetch-Site': 'cross-site' });
    await refusedAfter(1, { Origin: COURSE_PAGE });
  });

  it('takes it from any, if told so', async () => {
    await serve({ corsOrigins: ['*'] });
    await done('POST', '/hot', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' });
  });

  it('leaves it to what is behind, if told so', async () => {
    await serve({ corsOrigins: false });
    await done('POST', '/hot', { Origin: FOREIGN });
  });

  it.each<[string, string[] | undefined, string, string | undefined]>([
    ['a page of this machine', undefined, COURSE_PAGE, COURSE_PAGE],
    ['another page', undefined, FOREIGN, undefined],
    ['one that is listed', [FOREIGN], FOREIGN, FOREIGN],
    ['a page of this machine, if none may', [], COURSE_PAGE, undefined],
    ['any page, if any may', ['*'], FOREIGN, '*'],
  ])('lets %s read as far as it may', async (_what, corsOrigins, Origin, expected) => {
    await serve(corsOrigins && { corsOrigins });
    const { status, headers } = await call('GET', '/things', { Origin });
    expect([status, headers['access-control-allow-origin']]).toEqual([200, expected]);
    const asked = { Origin, 'Access-Control-Request-Method': 'PUT' };
    const preflight = await call('OPTIONS', '/hot', asked);
    expect(preflight.headers['access-control-allow-origin']).toBe(expected);
  });

  it.each(['/things', '/healthz', '/nowhere'])(
    'answers to no host that is not its own, at %s',
    async (path) => {
      await serve({ allowedHosts: ['things-srv'] });
      const { status, type, body } = await call('GET', path, { Host: 'elsewhere.example' });
      expect([status, type, body.code]).toEqual([421, 'application/problem+json', 'request.unknown_host']);
      expect((await call('GET', path, { Host: 'things-srv:80' })).status).not.toBe(421);
    },
  );

  it('does nothing for another host by the hot route either', async () => {
    await serve();
    expect((await call('POST', '/hot', { Host: 'elsewhere.example' })).status).toBe(421);
    expect((await call('POST', '/hot', { Host: 'a b' })).status).toBe(400);
    expect(changes).toBe(0);
  });
});
