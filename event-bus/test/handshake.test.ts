import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createApp,
  createLogger,
  deliveryRoute,
  receiveDeliveries,
  type StoredEvent,
} from '@blog/service-kit';
import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { BusUnderTest } from './bus-under-test';

const ORIGIN = 'bus.example';
const AGREED = { 'WebHook-Allowed-Origin': ORIGIN, 'WebHook-Allowed-Rate': '*' };
/** One failure parks, and a refusal is soon asked again. */
const STRICT = { attemptsMax: 1, backoffFirstMs: 10, backoffMaxMs: 10 };
/** Nothing is asked again within a test. */
const PATIENT = { attemptsMax: 1, backoffFirstMs: 60_000, backoffMaxMs: 60_000 };

type Answer = { status: number; headers?: Record<string, string>; body?: string };

describe('a subscription with a handshake', () => {
  let bus: BusUnderTest;
  let server: http.Server;
  let answer: (path: string) => Answer | 'break';
  let asked: IncomingHttpHeaders[];
  let calls: string[];
  beforeEach(async () => {
    answer = () => ({ status: 200, headers: AGREED });
    asked = [];
    calls = [];
    bus = await new BusUnderTest().open();
    server = http.createServer((incoming, response) => {
      calls.push(`${incoming.method} ${incoming.url}`);
      if (incoming.method !== 'OPTIONS') {
        incoming.resume();
        response.writeHead(204).end();
        return;
      }
      asked.push(incoming.headers);
      const answered = answer(incoming.url as string);
      if (answered === 'break') incoming.socket.destroy();
      else response.writeHead(answered.status, answered.headers).end(answered.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await bus.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const urlOf = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const subscribe = async (settings: object = {}, path = '/one') => {
    const body = { url: urlOf(path), handshake: true, ...STRICT, ...settings };
    const response = await request(bus.server).put('/subscriptions/sub').send(body);
    expect([200, 201]).toContain(response.status);
  };
  const view = async () => (await request(bus.server).get('/subscriptions/sub')).body;
  const hasReached = (position: number) =>
    eventually(async () => expect(await view()).toMatchObject({ state: 'active', position }));
  const isRefused = (reason: string | RegExp) =>
    eventually(async () => {
      const lastError = expect.stringMatching(reason);
      expect(await view()).toMatchObject({ state: 'retrying', position: 0, parked: 0, lastError });
    });

  it('delivers only once the subscriber has agreed, and asks once', async () => {
    await bus.publish(2);
    await subscribe();
    await hasReached(2);
    expect(calls).toEqual(['OPTIONS /one', 'POST /one', 'POST /one']);
    expect(asked[0]).toMatchObject({ 'webhook-request-origin': ORIGIN });
    expect(asked[0]).not.toHaveProperty('webhook-request-callback');
    expect(asked[0]).not.toHaveProperty('webhook-request-rate');
  });

  it('asks as soon as there is a subscription, and not again with another setting of it', async () => {
    await subscribe();
    await eventually(() => expect(calls).toEqual(['OPTIONS /one']));
    await subscribe({ batchMax: 2 });
    await bus.publish(1);
    await hasReached(1);
    expect(calls).toEqual(['OPTIONS /one', 'POST /one']);
  });

  it('asks nothing without it', async () => {
    await subscribe({ handshake: false });
    await bus.publish(1);
    await hasReached(1);
    expect(calls).toEqual(['POST /one']);
  });

  it('asks again for another URL, and after a restart', async () => {
    await subscribe();
    await bus.publish(1);
    await hasReached(1);
    await subscribe({}, '/two');
    await bus.publish(1);
    await hasReached(2);
    await bus.reopen();
    expect(await view()).toMatchObject({ handshake: true });
    await bus.publish(1);
    await hasReached(3);
    const [first, second] = ['/one', '/two'].map((path) => [`OPTIONS ${path}`, `POST ${path}`]);
    expect(calls).toEqual([...(first as string[]), ...(second as string[]), ...(second as string[])]);
  });

  it.each<[string, Answer | 'break', RegExp]>([
    ['says nothing of it', { status: 204 }, /no WebHook-Allowed-Origin/],
    [
      'means another origin',
      { status: 200, headers: { ...AGREED, 'WebHook-Allowed-Origin': 'other.example' } },
      /not bus\.example/,
    ],
    ['answers 405', { status: 405, headers: AGREED }, /is 405/],
    ['answers 400', { status: 400 }, /is 400/],
    ['leads elsewhere', { status: 307, headers: { ...AGREED, Location: '/two' } }, /is 307/],
    ['fails', { status: 500, headers: AGREED }, /is 500/],
    ['names no rate', { status: 200, headers: { ...AGREED, 'WebHook-Allowed-Rate': '0' } }, /Allowed-Rate/],
    ['breaks off', 'break', /Broken off/],
  ])(
    'delivers and parks nothing while the subscriber %s, and asks again until it agrees',
    async (_what, refusal, reason) => {
      answer = () => refusal;
      await bus.publish(1);
      await subscribe();
      await isRefused(reason);
      await eventually(() => expect(asked.length).toBeGreaterThan(2));
      expect(calls.filter((call) => call !== 'OPTIONS /one')).toEqual([]);
      answer = () => ({ status: 200, headers: AGREED });
      await hasReached(1);
      expect(await view()).toMatchObject({ lastError: null, parked: 0 });
    },
  );

  it('takes * and any case of its name for a consent', async () => {
    answer = (path) => ({
      status: 204,
      headers: { 'WebHook-Allowed-Origin': path === '/one' ? '*' : 'BUS.Example' },
    });
    await subscribe();
    await bus.publish(1);
    await hasReached(1);
    await subscribe({}, '/two');
    await bus.publish(1);
    await hasReached(2);
  });

  it('is asked at once when the subscriber subscribes again', async () => {
    answer = () => ({ status: 405 });
    await bus.publish(1);
    await subscribe(PATIENT);
    await isRefused(/is 405/);
    answer = () => ({ status: 200, headers: AGREED });
    await subscribe(PATIENT);
    await hasReached(1);
  });

  it('waits as long as a refusal says', async () => {
    answer = () => ({ status: 429, headers: { 'Retry-After': '3600' } });
    await bus.publish(1);
    await subscribe();
    await isRefused(/is 429/);
    expect(Date.parse((await view()).nextAttemptAt)).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it('ends with a subscriber that is gone', async () => {
    answer = () => ({ status: 410 });
    await subscribe();
    await eventually(async () => expect(await view()).toMatchObject({ state: 'ended' }));
  });

  it('keeps nothing of an answer that never ends, but its head', async () => {
    answer = () => ({ status: 200, headers: AGREED, body: 'x'.repeat(1024 * 1024) });
    await subscribe();
    await bus.publish(1);
    await hasReached(1);
  });

  it('calls nothing that must not be called', async () => {
    await bus.close();
    bus = await new BusUnderTest({ deny: '127.0.0.0/8, ::1' }).open();
    const { port } = server.address() as AddressInfo;
    const body = { url: `http://localhost:${port}/`, handshake: true, ...STRICT };
    await request(bus.server).put('/subscriptions/sub').send(body);
    await isRefused(/must not call this address/);
    expect(calls).toEqual([]);
  });

  it.each(['yes', 1, null])('refuses the setting %p', async (handshake) => {
    const { status } = await request(bus.server)
      .put('/subscriptions/other')
      .send({ url: urlOf('/'), handshake });
    expect(status).toBe(400);
  });
});

it('is agreed to by a service that listens with service-kit', async () => {
  const bus = await new BusUnderTest().open();
  const heard: StoredEvent[] = [];
  const handle = async (events: readonly StoredEvent[]) => void heard.push(...events);
  const app = createApp({
    endpoints: [receiveDeliveries(deliveryRoute({ path: '/events', summary: 'Takes events' }), handle)],
    openApi: {},
    readiness: () => ({ ready: true, checks: {} }),
    logger: createLogger({ name: 'receiver', level: 'silent' }),
  });
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
    await request(bus.server).put('/subscriptions/kit').send({ url, handshake: true });
    await bus.publish(3);
    await eventually(() => expect(heard.map(({ position }) => position)).toEqual([1, 2, 3]));
  } finally {
    await bus.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
