import pino from 'pino';
import request from 'supertest';
import {
  createApp,
  createLogger,
  defineProblems,
  deliveryRoute,
  receiveDeliveries,
  type StoredEvent,
  SubscriptionKeeper,
} from '../src/index';
import { eventually } from './eventually';
import { MemoryBus } from './memory-bus';

const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const event = (position: number) => ({
  specversion: '1.0',
  id: String(position),
  source: '/test',
  type: 'Tested',
  position,
  storedtime: '2026-01-02T03:04:05Z',
  data: { n: 'ü' },
});

const problems = defineProblems({ 'event.unreadable': ['unprocessable', 'The event cannot be read.'] });

describe('receiveDeliveries', () => {
  let handled: (readonly StoredEvent[])[];
  let fault: Error | undefined;
  const app = createApp({
    endpoints: [
      receiveDeliveries(deliveryRoute({ path: '/events', summary: 'Takes events' }), async (events) => {
        if (fault) throw fault;
        handled.push(events);
      }),
    ],
    openApi: {},
    readiness: () => ({ ready: true, checks: {} }),
    logger: pino({ level: 'silent' }),
  });
  beforeEach(() => {
    handled = [];
    fault = undefined;
  });
  const post = (body: string | Buffer, type: string) =>
    request(app)
      .post('/events')
      .set('Content-Type', type)
      .serialize((given) => given)
      .send(body as string);

  it('agrees to deliveries when it is asked (CloudEvents webhooks, 4), at the rate that is asked for', async () => {
    const ask = (headers: Record<string, string>) => request(app).options('/events').set(headers);
    const origin = { 'WebHook-Request-Origin': 'bus.example' };
    const granted = await ask(origin);
    expect(granted.status).toBe(204);
    expect(granted.headers).toMatchObject({
      'webhook-allowed-origin': 'bus.example',
      'webhook-allowed-rate': '*',
      allow: 'POST',
    });
    for (const [asked, allowed] of [
      ['120', '120'],
      ['0', '*'],
      ['many', '*'],
    ] as const) {
      const { headers } = await ask({ ...origin, 'WebHook-Request-Rate': asked });
      expect(headers['webhook-allowed-rate']).toBe(allowed);
    }
    const { status, body } = await ask({ 'WebHook-Request-Origin': 'not a name' });
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });

  it('agrees to nothing that it was not asked for: a preflight, OPTIONS of somebody else, another path', async () => {
    const preflight = { Origin: 'http://localhost:1', 'Access-Control-Request-Method': 'POST' };
    for (const headers of [{}, preflight] as Record<string, string>[]) {
      const response = await request(app).options('/events').set(headers);
      expect([response.status, response.headers.allow]).toEqual([204, 'POST']);
      expect(response.headers).not.toHaveProperty('webhook-allowed-origin');
    }
    const other = await request(app).options('/nowhere').set('WebHook-Request-Origin', 'bus.example');
    expect(other.status).toBe(404);
    expect(other.headers).not.toHaveProperty('webhook-allowed-origin');
  });

  it('hands over one event, or a batch in its order, and answers 204', async () => {
    expect((await post(JSON.stringify(event(1)), SINGLE)).status).toBe(204);
    expect((await post(JSON.stringify([event(2), event(3)]), `${BATCH}; charset=utf-8`)).status).toBe(204);
    expect(handled).toEqual([[event(1)], [event(2), event(3)]]);
  });

  it('refuses what is compressed, and says what it takes', async () => {
    const response = await request(app)
      .post('/events')
      .set('Content-Encoding', 'gzip')
      .type(SINGLE)
      .send('{}');
    expect([response.status, response.headers['accept-encoding']]).toEqual([415, 'identity']);
  });

  it('passes over a byte order mark', async () => {
    expect((await post(`\ufeff${JSON.stringify(event(1))}`, SINGLE)).status).toBe(204);
    expect(handled).toEqual([[event(1)]]);
  });

  it('takes a batch as large as the bus sends', async () => {
    const large = Array.from({ length: 1_000 }, (_, n) => ({ ...event(n + 1), data: 'x'.repeat(4_100) }));
    expect((await post(JSON.stringify(large), BATCH)).status).toBe(204);
    expect(handled[0]).toHaveLength(1_000);
  });

  it.each<[string, string | Buffer, string, number, string]>([
    ['another media type', '{}', 'application/json', 415, 'request.unsupported_media_type'],
    ['another charset', '{}', `${SINGLE}; charset=utf-16`, 415, 'request.unsupported_media_type'],
    ['bytes beyond ASCII', '"ü"', `${BATCH}; charset=us-ascii`, 400, 'request.bad_encoding'],
    ['broken JSON', '{', SINGLE, 400, 'request.bad_json'],
    ['nothing', '', SINGLE, 400, 'request.bad_json'],
    ['bad UTF-8', Buffer.from([0x22, 0xff, 0x22]), SINGLE, 400, 'request.bad_encoding'],
    ['something that is no event', '{"type":"x"}', SINGLE, 400, 'request.invalid'],
    ['an empty array as one event', '[]', SINGLE, 400, 'request.invalid'],
    ['a batch as one event', JSON.stringify([event(1)]), SINGLE, 400, 'request.invalid'],
    ['one event as a batch', JSON.stringify(event(1)), BATCH, 400, 'request.invalid'],
    ['more events than the bus sends', `[${'0,'.repeat(1_000)}0]`, BATCH, 413, 'request.too_large'],
    ['a batch with something that is no event', JSON.stringify([event(1), 7]), BATCH, 400, 'request.invalid'],
  ])('refuses %s', async (_what, body, type, status, code) => {
    const response = await post(body, type);
    expect(response.type).toBe('application/problem+json');
    expect({ status: response.status, code: response.body.code }).toEqual({ status, code });
    expect(handled).toEqual([]);
  });

  it('answers an error of the handler as every error, so that the bus sends the same again', async () => {
    fault = problems.error('event.unreadable', 'Expected a title.', { position: 1 });
    const response = await post(JSON.stringify(event(1)), SINGLE);
    expect(response.status).toBe(422);
    expect(response.body).toMatchObject({ code: 'event.unreadable', position: 1 });
    fault = new TypeError('a bug');
    expect((await post(JSON.stringify(event(1)), SINGLE)).status).toBe(500);
  });

  it('ignores the query of the URL that was subscribed', async () => {
    const response = await request(app)
      .post('/events?tenant=1')
      .type(SINGLE)
      .send(JSON.stringify(event(1)));
    expect(response.status).toBe(204);
  });

  it('answers 405 to another method', async () => {
    expect((await request(app).get('/events')).status).toBe(405);
  });
});

describe('SubscriptionKeeper', () => {
  let bus: MemoryBus;
  let keeper: SubscriptionKeeper;
  beforeEach(() => {
    bus = new MemoryBus();
    const logger = createLogger({ name: 't', level: 'silent' });
    keeper = new SubscriptionKeeper({ bus, name: 'me', subscription: { url: 'http://me' }, logger });
  });
  afterEach(() => keeper.stop());

  it('subscribes, and is ready from then on', async () => {
    expect(keeper.readiness().ready).toBe(false);
    keeper.start();
    await eventually(() => expect(keeper.readiness().ready).toBe(true));
    expect(bus.subscriptions.get('me')).toEqual({ url: 'http://me' });
  });

  it('says why it is not ready while the bus is away, and subscribes when it is back', async () => {
    bus.down = true;
    keeper.start();
    await eventually(() =>
      expect(keeper.readiness()).toEqual({
        ready: false,
        checks: { subscription: { subscribed: false, lastError: 'The bus is down.' } },
      }),
    );
    bus.down = false;
    await eventually(() => expect(keeper.readiness().ready).toBe(true));
    expect(keeper.readiness().checks.subscription.lastError).toBeNull();
  });

  it('stops at once while it waits', async () => {
    keeper.start();
    await eventually(() => expect(keeper.readiness().ready).toBe(true));
    await keeper.stop();
  });
});
