import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer, createLogger, pause } from '@blog/service-kit';
import request from 'supertest';
import { documentSuite } from '../../service-kit/test/document-suite';
import { documentedRoutes } from '../../service-kit/test/routes-of';
import { createLabApp } from '../src/app';
import { Account } from '../src/domain/account/account';
import { accountState } from '../src/domain/account-state';
import { Changes } from '../src/domain/changes';
import { Classic } from '../src/domain/classic';
import { Faults } from '../src/domain/faults';
import { type LabState, labState, receiptPage } from '../src/domain/lab-state';
import { Links } from '../src/domain/links';
import { Load } from '../src/domain/load';
import { Parts } from '../src/domain/parts';
import { Receipts } from '../src/domain/receipts';
import { NOTHING_TO_READ } from './nothing-to-read';

const SECRET = 'a'.repeat(64);
const TRAITS = { isControllable: true, isRebuildable: false, hasSignals: true };

function labUnderTest() {
  const now = () => new Date();
  const changes = new Changes();
  const closing = new AbortController();
  const faults = new Faults(now);
  const onChange = changes.announce;
  const done: string[] = [];
  const parts = new Parts({
    parts: [
      { ...TRAITS, name: 'query', isRebuildable: true },
      { ...TRAITS, name: 'client', isControllable: false },
    ],
    processes: {
      start: (name) => void done.push(`start ${name}`),
      signal: (name, signal) => void done.push(`${signal} ${name}`),
      isPortTaken: async () => false,
      deleteData: async () => {},
    },
    faults,
    now,
    onChange,
  });
  parts.becameReady('query');
  const ports = new Map([
    ['query', { set: (condition: object) => void done.push(JSON.stringify(condition)) }],
  ]);
  const links = new Links({ ports, faults, onChange });
  const account = new Account({ nowMs: Date.now });
  const receipts = new Receipts({ now, onAdd: (accepted) => account.accept(accepted) });
  const load = new Load({
    write: async () => ({ result: 'accepted', id: 'p1' }),
    pause: async () => {},
    receipts,
    faults,
    newKey: () => 'key',
    choose: () => 0,
    nowMs: () => performance.now(),
    onChange,
  });
  const classic = new Classic({
    names: ['event-bus', 'query'],
    open: () => ({
      start: (name) => void done.push(`start classic ${name}`),
      signal: (name, signal) => void done.push(`${signal} classic ${name}`),
      close: async () => void done.push('close classic'),
    }),
    isPortTaken: async () => false,
    write: async () => ({ result: 'accepted', id: 'p1' }),
    hasSignals: true,
    sources: () => NOTHING_TO_READ,
    nowMs: () => performance.now(),
    pause,
    ...{ load, faults, now, onChange },
  });
  const state = (): LabState => ({
    startedBy: 'npm start',
    parts: parts.list,
    links: links.list,
    load: load.rate,
    classic: classic.state,
    faults: [...faults.list],
  });
  const httpPorts = {
    state,
    parts,
    links,
    load,
    receipts,
    account,
    classic,
    changes,
    closing: closing.signal,
  };
  const app = createLabApp({
    ...httpPorts,
    secret: SECRET,
    readiness: () => ({ ready: true, checks: {} }),
    logger: createLogger({ name: 'test', level: 'silent' }),
    corsOrigins: [],
  });
  return { app, parts, load, receipts, account, closing, done };
}

let lab: ReturnType<typeof labUnderTest>;
let server: Server;
beforeEach(async () => {
  lab = labUnderTest();
  server = createHttpServer(lab.app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  lab.load.close();
  lab.closing.abort();
  await new Promise((resolve) => server.close(resolve));
});

const call = (method: 'get' | 'post' | 'put' | 'delete', path: string) =>
  request(server)[method](path).set('lab-secret', SECRET);

it.each(['/lab', '/lab/receipts', '/lab/account', '/healthz', '/metrics', '/openapi.json', '/nowhere'])(
  'refuses %s without the secret, or with another',
  async (path) => {
    for (const secret of [undefined, '', 'b'.repeat(64), SECRET.slice(1), `${SECRET}a`]) {
      const asked = request(server).get(path);
      const { status, body } = await (secret === undefined ? asked : asked.set('lab-secret', secret));
      expect([secret, status, body.code]).toEqual([secret, 403, 'lab.forbidden']);
      expect(JSON.stringify(body)).not.toContain(SECRET);
    }
    expect((await call('get', path)).status).toBe(path === '/nowhere' ? 404 : 200);
  },
);

it('shows the state as its schema has it', async () => {
  const { body } = await call('get', '/lab');
  expect(labState.parse(body)).toEqual(body);
  expect(body.parts[0]).toMatchObject({ name: 'query', actions: ['kill', 'stop', 'freeze'] });
});

it('performs possible actions, and refuses the others by name', async () => {
  const killed = await call('post', '/lab/parts/query/kill');
  expect([killed.status, killed.body.state, lab.done]).toEqual([200, 'stopping', ['SIGKILL query']]);
  const refusals = [
    ['/lab/parts/query/start', 409, 'lab.not_now'],
    ['/lab/parts/client/kill', 409, 'lab.never_this'],
    ['/lab/parts/nobody/kill', 404, 'lab.unknown_part'],
    ['/lab/parts/query/tickle', 400, 'request.invalid'],
  ] as const;
  for (const [path, status, code] of refusals) {
    const refused = await call('post', path);
    expect([path, refused.status, refused.body.code]).toEqual([path, status, code]);
  }
  expect((await call('get', '/lab/parts/query/kill')).status).toBe(405);
});

it('sets a link, within its bounds', async () => {
  const slow = await call('put', '/lab/links/query').send({ state: 'slow', delayMs: 10_000 });
  expect(slow.body).toEqual({ service: 'query', state: 'slow', delayMs: 10_000 });
  expect((await call('put', '/lab/links/query').send({ state: 'cut' })).body).toMatchObject({ delayMs: 0 });
  for (const body of [
    { state: 'slow' },
    { state: 'slow', delayMs: 0 },
    { state: 'slow', delayMs: 10_001 },
    {},
  ])
    expect([body, (await call('put', '/lab/links/query').send(body)).status]).toEqual([body, 400]);
  expect((await call('put', '/lab/links/client').send({ state: 'cut' })).body.code).toBe('lab.unknown_link');
  expect(lab.done.map((text) => JSON.parse(text).state)).toEqual(['slow', 'cut']);
});

it('begins a load and ends it, within its bounds', async () => {
  const rate = { postsPerSecond: 50, commentsPerSecond: 200 };
  expect((await call('put', '/lab/load').send(rate)).body).toEqual(rate);
  expect((await call('get', '/lab')).body.load).toEqual(rate);
  for (const wrong of [{ postsPerSecond: 51 }, { commentsPerSecond: 201 }, { postsPerSecond: -1 }])
    expect((await call('put', '/lab/load').send({ ...rate, ...wrong })).status).toBe(400);
  expect((await call('delete', '/lab/load')).status).toBe(204);
  expect((await call('get', '/lab')).body.load).toBeNull();
});

it('pages through the receipts', async () => {
  for (let n = 0; n < 3; n += 1) lab.receipts.add({ kind: 'comment', id: `c${n}`, postId: 'p1' }, 'load');
  const { body } = await call('get', '/lab/receipts?after=1&limit=1');
  expect(receiptPage.parse(body)).toEqual(body);
  expect(body).toMatchObject({ receipts: [{ number: 2, id: 'c1', postId: 'p1' }], next: 2, accepted: 3 });
  expect((await call('get', '/lab/receipts?limit=1001')).status).toBe(400);
});

it('starts the classic system beside it, shows what that has accepted, and ends it', async () => {
  for (const path of ['/lab/classic/receipts', '/lab/classic/account'])
    expect((await call('get', path)).body.code).toBe('lab.no_classic');
  const { body } = await call('put', '/lab/classic').send({ state: 'running' });
  expect(labState.shape.classic.parse(body)).toEqual(body);
  expect(body.parts).toMatchObject([{ name: 'event-bus', state: 'starting' }, { name: 'query' }]);
  expect((await call('get', '/lab')).body.classic).toEqual(body);
  const account = (await call('get', '/lab/classic/account')).body;
  expect(accountState.parse(account)).toMatchObject({ position: null, lost: 0 });
  expect((await call('delete', '/lab/classic/account')).status).toBe(204);
  const page = (await call('get', '/lab/classic/receipts')).body;
  expect(receiptPage.parse(page)).toMatchObject({ receipts: [], accepted: 0, underWay: 0 });
  for (const wrong of [{}, { state: 'frozen' }, { state: 'running', parts: [] }])
    expect([wrong, (await call('put', '/lab/classic').send(wrong)).status]).toEqual([wrong, 400]);
  expect((await call('put', '/lab/classic').send({ state: 'stopped' })).body).toBeNull();
  expect((await call('get', '/lab')).body.classic).toBeNull();
  expect(lab.done).toEqual(['start classic event-bus', 'start classic query', 'close classic']);
});

it('adds a write reported by the page to the account, once however often it is reported', async () => {
  lab.account.began({ epoch: 'e1', position: 7 });
  const post = { kind: 'post', id: 'p1' };
  const comment = { kind: 'comment', id: 'c1', postId: 'p1' };
  for (const report of [post, comment, post])
    expect((await call('post', '/lab/receipts').send(report)).status).toBe(204);
  for (const wrong of [
    { kind: 'comment', id: 'c2' },
    { ...post, postId: 'p2' },
    { kind: 'post', id: 'a b' },
    {},
  ])
    expect([wrong, (await call('post', '/lab/receipts').send(wrong)).status]).toEqual([wrong, 400]);
  const { body } = await call('get', '/lab/account');
  expect(accountState.parse(body)).toEqual(body);
  expect(body).toMatchObject({
    posts: { accepted: 1, inLog: 0 },
    comments: { accepted: 1 },
    position: 7,
    onTheWay: 2,
    lost: 0,
  });
  expect((await call('get', '/lab/receipts')).body).toMatchObject({
    accepted: 2,
    receipts: [{ by: 'page' }, {}],
  });
});

it('begins another account when it is asked to', async () => {
  await call('post', '/lab/receipts').send({ kind: 'post', id: 'p1' });
  expect((await call('delete', '/lab/account')).status).toBe(204);
  expect((await call('get', '/lab/account')).body.posts.accepted).toBe(0);
});

it('streams the state, and again at each change, until the lab closes', async () => {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/lab`, {
    headers: { 'lab-secret': SECRET, accept: 'text/event-stream' },
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = '';
  const readUntil = async (wanted: string) => {
    while (!text.includes(wanted)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`The stream has ended: ${text}`);
      text += value;
    }
  };
  await readUntil('"state":"running"');
  await call('post', '/lab/parts/query/freeze');
  await readUntil('"state":"frozen"');
  lab.closing.abort();
  while (!(await reader.read()).done);
  const states = text.matchAll(/^data: (\{.*\})$/gm);
  for (const [, data] of states) labState.parse(JSON.parse(data as string));
});

describe('its document', () => {
  const read = async () => (await call('get', '/openapi.json')).body;
  documentSuite(async () => {
    const { app, load } = labUnderTest();
    load.close();
    return (await request(app).get('/openapi.json').set('lab-secret', SECRET)).body;
  });

  it('has no route that is not served', async () => {
    const documented = documentedRoutes(await read());
    expect(documented.length).toBeGreaterThan(10);
    for (const route of documented) {
      const [method = '', path = ''] = route.split(' ');
      const { body } = await call(method as 'get', path.replace(/\{\w+\}/g, 'x'));
      expect([route, body.code]).not.toEqual([route, expect.stringMatching(/^request\.(not_found|method)/)]);
    }
  });
});
