import http from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { BusUnderTest } from './bus-under-test';
import { SubscriberUnderTest } from './subscriber-under-test';

const FAST = { backoffFirstMs: 10, backoffMaxMs: 20 };

describe('subscriptions', () => {
  let bus: BusUnderTest;
  let subscriber: SubscriberUnderTest;
  beforeEach(async () => {
    bus = await new BusUnderTest({ parkedMax: 3 }).open();
    subscriber = await new SubscriberUnderTest().listen();
  });
  afterEach(async () => {
    await bus.close();
    await subscriber.close();
  });

  const put = (body: object, name = 'sub') => request(bus.server).put(`/subscriptions/${name}`).send(body);
  const subscribe = (settings: object = {}, name = 'sub') =>
    put({ url: subscriber.url, ...FAST, ...settings }, name);
  const view = async (name = 'sub') => (await request(bus.server).get(`/subscriptions/${name}`)).body;
  const act = (path: string, body?: object) =>
    request(bus.server).post(`/subscriptions/sub/${path}`).send(body);
  const parked = async () => (await request(bus.server).get('/subscriptions/sub/parked')).body;
  const received = (positions: number[]) => eventually(() => expect(subscriber.positions).toEqual(positions));
  const cursorAt = (position: number) =>
    eventually(async () => expect(await view()).toMatchObject({ position }));

  it('pushes history and then live events, one at a time and in order', async () => {
    await bus.publish(3);
    expect((await subscribe()).status).toBe(201);
    await received([1, 2, 3]);
    await bus.publish(2);
    await received([1, 2, 3, 4, 5]);
    expect(subscriber.received[0]?.headers['content-type']).toBe('application/cloudevents+json');
    expect(subscriber.received[0]?.body).toMatchObject({ position: 1, specversion: '1.0', data: { n: 1 } });
    await cursorAt(5);
    expect(await view()).toMatchObject({ state: 'active', lag: { events: 0, ageMs: 0 }, lastError: null });
  });

  it.each([
    [{ from: 'now' }, [4]],
    [{ from: 'beginning' }, [1, 2, 3, 4]],
    [{ after: 2 }, [3, 4]],
  ])('begins where it is asked to: %j', async (where, expected) => {
    await bus.publish(3);
    await subscribe(where);
    await bus.publish(1);
    await received(expected);
  });

  it.each([{}, { batchMax: 10 }, { order: 'subject' }])(
    'recognises its own events when it is subscribed to itself: %j',
    async (settings) => {
      await bus.publish(3);
      await put({ url: `${bus.url}/events`, ...FAST, ...settings });
      await cursorAt(3);
      expect(await view()).toMatchObject({ state: 'active', parked: 0 });
      expect(bus.log.head).toBe(3);
    },
  );

  it('refuses its own events without an id, which would go round without end, when it is subscribed to itself', async () => {
    await bus.publish(2);
    await put({ url: `${bus.url}/events`, format: 'plain', ...FAST });
    await cursorAt(2);
    expect(await parked()).toMatchObject([{ reason: 'Answered 400.' }, { reason: 'Answered 400.' }]);
    expect(bus.log.head).toBe(2);
  });

  it('pushes ordered batches', async () => {
    await bus.publish(5);
    await subscribe({ batchMax: 2 });
    await received([1, 2, 3, 4, 5]);
    expect(subscriber.received.map(({ positions }) => positions)).toEqual([[1, 2], [3, 4], [5]]);
    expect(subscriber.received[2]?.headers['content-type']).toBe('application/cloudevents-batch+json');
  });

  it('pushes only the types asked for, and is not behind with the others', async () => {
    await bus.publish(2, 'A');
    await bus.publish(2, 'B');
    await bus.publish(2, 'A');
    await subscribe({ types: ['B'] });
    await received([3, 4]);
    await cursorAt(6);
  });

  it('pushes plain events to a course-style listener', async () => {
    await bus.publish(1, 'PostCreated');
    await subscribe({ format: 'plain' });
    await received([1]);
    expect(subscriber.received[0]?.body).toEqual({ type: 'PostCreated', data: { n: 1 } });
    expect(subscriber.received[0]?.headers['content-type']).toBe('application/json');
  });

  it('redelivers the same event before sending the next one', async () => {
    let failures = 2;
    subscriber.answer = ({ positions }) => (positions[0] === 2 && failures-- > 0 ? 500 : 204);
    await bus.publish(3);
    await subscribe();
    await received([1, 2, 2, 2, 3]);
  });

  it('parks an event that fails for good and goes on with the next', async () => {
    subscriber.answer = ({ positions }) =>
      positions[0] === 2 ? { status: 500, body: 'a secret of its network' } : 204;
    await bus.publish(3);
    await subscribe({ attemptsMax: 3 });
    await received([1, 2, 2, 2, 3]);
    expect(await parked()).toEqual([
      {
        position: 2,
        reason: 'Answered 500.',
        attempts: 3,
        parkedAt: expect.any(String),
        queued: false,
      },
    ]);
    expect(await view()).toMatchObject({ state: 'active', parked: 1 });
  });

  it.each([400, 405, 413, 415, 422])('parks an event at once that is answered %i', async (status) => {
    subscriber.answer = ({ positions }) => (positions.includes(2) ? status : 204);
    await bus.publish(4);
    await subscribe({ batchMax: 3, backoffFirstMs: 60_000, backoffMaxMs: 60_000 });
    await cursorAt(4);
    expect(subscriber.received.map(({ positions }) => positions)).toEqual([[1, 2, 3], [1], [2], [3], [4]]);
    expect(await parked()).toMatchObject([{ position: 2, attempts: 1, reason: `Answered ${status}.` }]);
  });

  it.each([401, 403, 404, 409, 418, 500, 501])('tries an event again that is answered %i', async (status) => {
    let refusals = 2;
    subscriber.answer = () => (refusals-- > 0 ? status : 204);
    await bus.publish(1);
    await subscribe({ attemptsMax: 3 });
    await received([1, 1, 1]);
    await cursorAt(1);
    expect(await parked()).toEqual([]);
  });

  it('finds the one event of a batch that fails: the others are delivered, and in order', async () => {
    subscriber.answer = ({ positions }) => (positions.includes(3) ? 500 : 204);
    await bus.publish(6);
    await subscribe({ batchMax: 4, attemptsMax: 2 });
    await cursorAt(6);
    expect(subscriber.received.map(({ positions }) => positions)).toEqual([
      [1, 2, 3, 4],
      [1],
      [2],
      [3],
      [3],
      [4],
      [5, 6],
    ]);
    expect(await parked()).toMatchObject([{ position: 3 }]);
  });

  it.each([408, 425, 429, 502, 503, 504])(
    'waits without end for a subscriber that answers %i',
    async (status) => {
      let refusals = 5;
      subscriber.answer = () => (refusals-- > 0 ? status : 204);
      await bus.publish(1);
      await subscribe({ attemptsMax: 2 });
      await received([1, 1, 1, 1, 1, 1]);
      expect(await parked()).toEqual([]);
    },
  );

  it('waits without end for a subscriber that is down, shows it, and delivers when it is back', async () => {
    const port = Number(new URL(subscriber.url).port);
    await subscribe({ attemptsMax: 1 });
    await subscriber.close();
    await bus.publish(2);
    await eventually(async () => {
      const shown = await view();
      expect(shown).toMatchObject({ state: 'retrying', lag: { events: 2 }, parked: 0 });
      expect(shown.lastError).toMatch(/No connection/);
      expect(Date.parse(shown.nextAttemptAt)).not.toBeNaN();
    });
    const back = await new SubscriberUnderTest().listen(port);
    await eventually(() => expect(back.positions).toEqual([1, 2]));
    await cursorAt(2);
    await back.close();
  });

  const SLOW = { backoffFirstMs: 60_000, backoffMaxMs: 60_000 };
  it.each([
    ['it subscribes again', () => subscribe(SLOW)],
    ['somebody asks for it', () => act('retry')],
  ])('is tried at once when %s, whether it could not be asked or refused', async (_what, ask) => {
    let status = 503;
    subscriber.answer = () => status;
    await subscribe(SLOW);
    await bus.publish(1);
    for (const next of [500, 204]) {
      await eventually(async () => expect((await view()).lastError).toBe(`Answered ${status}.`));
      status = next;
      await ask();
    }
    await cursorAt(1);
    expect(subscriber.positions).toEqual([1, 1, 1]);
  });

  it('never retries faster than its backoff, whatever Retry-After says', async () => {
    subscriber.answer = () => ({ status: 503, headers: { 'Retry-After': '0' } });
    await bus.publish(1);
    await subscribe({ backoffFirstMs: 60_000, backoffMaxMs: 60_000 });
    await eventually(async () => {
      const { nextAttemptAt } = await view();
      expect(Date.parse(nextAttemptAt) - Date.now()).toBeGreaterThan(20_000);
    });
  });

  it('cuts off a subscriber that acknowledges with an endless body', async () => {
    const endless = http.createServer((_request, response) => {
      response.writeHead(200);
      const write = () => {
        while (response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', write);
      write();
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const { port } = endless.address() as AddressInfo;
    await bus.publish(3);
    await subscribe({ url: `http://127.0.0.1:${port}/` });
    await cursorAt(3);
    const connections = () =>
      new Promise((resolve) => endless.getConnections((_error, count) => resolve(count)));
    await eventually(async () => expect(await connections()).toBe(0));
    endless.close();
  });

  it('does not go round when a plain subscription leads back to the bus', async () => {
    await bus.publish(1);
    await subscribe({ url: `${bus.url}/events`, format: 'plain', attemptsMax: 1 });
    await cursorAt(1);
    expect(await parked()).toMatchObject([{ position: 1, reason: 'Answered 400.' }]);
    expect(bus.log.head).toBe(1);
  });

  it('honours Retry-After', async () => {
    subscriber.answer = () => ({ status: 503, headers: { 'Retry-After': '3600' } });
    await bus.publish(1);
    await subscribe();
    await eventually(async () => {
      const { nextAttemptAt } = await view();
      expect(Date.parse(nextAttemptAt) - Date.now()).toBeGreaterThan(3_500_000);
    });
    expect(subscriber.positions).toEqual([1]);
  });

  it.each(['hang', 'break'] as const)(
    'counts it against an event when the subscriber does %s',
    async (what) => {
      subscriber.answer = ({ positions }) => (positions[0] === 1 ? what : 204);
      await bus.publish(2);
      await subscribe({ attemptsMax: 2, timeoutMs: 100 });
      await received([1, 1, 2]);
      expect(await parked()).toMatchObject([{ position: 1 }]);
    },
  );

  it('never follows a redirect', async () => {
    const other = await new SubscriberUnderTest().listen();
    subscriber.answer = () => ({ status: 307, headers: { Location: other.url } });
    await bus.publish(1);
    await subscribe({ attemptsMax: 1 });
    await eventually(async () => expect(await parked()).toMatchObject([{ reason: 'Answered 307.' }]));
    expect(other.received).toEqual([]);
    await other.close();
  });

  it('ends at 410 and delivers again when it is subscribed again', async () => {
    subscriber.answer = () => 410;
    await bus.publish(1);
    await subscribe();
    await eventually(async () => expect(await view()).toMatchObject({ state: 'ended' }));
    await bus.publish(1);
    subscriber.answer = () => 204;
    await bus.reopen();
    expect(await view()).toMatchObject({ state: 'ended', position: 0 });
    expect((await subscribe()).status).toBe(200);
    await received([1, 1, 2]);
  });

  it('redelivers parked events on request, one or all, and parks those again that still fail', async () => {
    subscriber.answer = ({ positions }) => ((positions[0] as number) <= 3 ? 500 : 204);
    await bus.publish(4);
    await subscribe({ attemptsMax: 1 });
    await received([1, 2, 3, 4]);
    subscriber.answer = ({ positions }) => (positions[0] === 3 ? 418 : 204);
    expect((await act('parked/2/redeliver')).body).toEqual({ queued: 1 });
    await eventually(async () =>
      expect((await parked()).map(({ position }: { position: number }) => position)).toEqual([1, 3]),
    );
    expect((await act('parked/redeliver')).status).toBe(202);
    await eventually(async () =>
      expect(await parked()).toMatchObject([
        { position: 3, reason: 'Answered 418.', attempts: 2, queued: false },
      ]),
    );
    expect(subscriber.positions).toEqual([1, 2, 3, 4, 2, 1, 3]);
  });

  it('parks an event after as many failures though another is redelivered in between', async () => {
    subscriber.answer = () => 500;
    await bus.publish(2);
    // Nothing is tried again but when something is asked for.
    await subscribe({ attemptsMax: 2, backoffFirstMs: 60_000, backoffMaxMs: 60_000 });
    await received([1]);
    await act('parked/redeliver');
    await received([1, 1, 2]);
    subscriber.answer = ({ positions }) => (positions[0] === 2 ? 500 : 204);
    await act('parked/1/redeliver');
    await received([1, 1, 2, 1, 2]);
    await eventually(async () => expect(await parked()).toMatchObject([{ position: 2, attempts: 2 }]));
  });

  it('does not say that it is retrying once a redelivery that had to wait was refused', async () => {
    const answers = [500, 503, 500];
    subscriber.answer = () => answers.shift() ?? 204;
    await bus.publish(1);
    await subscribe({ attemptsMax: 1 });
    await cursorAt(1);
    await act('parked/redeliver');
    await received([1, 1, 1]);
    await eventually(async () => expect(await view()).toMatchObject({ state: 'active', parked: 1 }));
  });

  it('discards parked events on request, one or all', async () => {
    subscriber.answer = () => 500;
    await bus.publish(3);
    await subscribe({ attemptsMax: 1 });
    await cursorAt(3);
    const discard = (path: string) => request(bus.server).delete(`/subscriptions/sub/${path}`);
    expect((await discard('parked/2')).status).toBe(204);
    expect((await discard('parked/2')).body).toMatchObject({ status: 404, code: 'parked.not_found' });
    expect((await discard('parked')).body).toEqual({ discarded: 2 });
    expect(await parked()).toEqual([]);
  });

  it('waits instead of dropping when no more can be parked', async () => {
    subscriber.answer = () => 500;
    await bus.publish(5);
    await subscribe({ attemptsMax: 1 });
    await eventually(async () =>
      expect(await view()).toMatchObject({ state: 'blocked', position: 3, parked: 3 }),
    );
    subscriber.answer = () => 204;
    await cursorAt(5);
  });

  it('goes on at once when room is made for parked events', async () => {
    subscriber.answer = () => 500;
    await bus.publish(4);
    await subscribe({ attemptsMax: 1, backoffFirstMs: 60_000, backoffMaxMs: 60_000 });
    await eventually(async () => expect(await view()).toMatchObject({ state: 'blocked' }));
    subscriber.answer = () => 204;
    await request(bus.server).delete('/subscriptions/sub/parked');
    await cursorAt(4);
  });

  it('does not park an event that waits for room because its subscriber is unavailable', async () => {
    subscriber.answer = () => 500;
    await bus.publish(4);
    await subscribe({ attemptsMax: 1, backoffFirstMs: 60_000, backoffMaxMs: 60_000 });
    await eventually(async () => expect(await view()).toMatchObject({ state: 'blocked' }));
    subscriber.answer = () => 503;
    await request(bus.server).delete('/subscriptions/sub/parked');
    await received([1, 2, 3, 4, 4]);
    await eventually(async () =>
      expect(await view()).toMatchObject({ position: 3, parked: 0, lastError: 'Answered 503.' }),
    );
  });

  it('parks an event again that is parked already and fails in a replay, also when no more can be parked', async () => {
    subscriber.answer = () => 500;
    await bus.publish(3);
    await subscribe({ attemptsMax: 1 });
    await cursorAt(3);
    await act('replay', { after: 0 });
    await eventually(() => expect(subscriber.positions).toEqual([1, 2, 3, 1, 2, 3]));
    await eventually(async () =>
      expect(await view()).toMatchObject({ position: 3, parked: 3, state: 'active' }),
    );
  });

  it('replays from a position on request', async () => {
    await bus.publish(3);
    await subscribe();
    await received([1, 2, 3]);
    expect((await act('replay', { after: 1 })).status).toBe(200);
    await received([1, 2, 3, 2, 3]);
    expect((await act('replay', { after: 4 })).body).toMatchObject({
      code: 'subscription.after_beyond_head',
    });
  });

  it('says that there is no such subscription, wherever it should be replayed from', async () => {
    expect((await act('replay', { after: 1 })).body).toMatchObject({ code: 'subscription.not_found' });
  });

  it('delivers nothing while it is paused, also over a restart, and goes on where it was', async () => {
    await subscribe();
    expect((await act('pause')).body).toMatchObject({ state: 'paused' });
    await bus.publish(2);
    await bus.reopen();
    expect(await view()).toMatchObject({ state: 'paused', lag: { events: 2 } });
    expect(subscriber.received).toEqual([]);
    await act('resume');
    await received([1, 2]);
  });

  it('goes on from its cursor after a restart of the bus', async () => {
    await subscribe();
    await bus.publish(2);
    await cursorAt(2);
    await bus.reopen();
    await bus.publish(1);
    await received([1, 2, 3]);
  });

  it('keeps its cursor, and does not disturb a delivery, when it is put again', async () => {
    await subscribe();
    await bus.publish(2);
    await cursorAt(2);
    expect((await subscribe({ from: 'beginning' })).status).toBe(200);
    await bus.publish(1);
    await received([1, 2, 3]);
  });

  it('is gone, with its parked events, once it is deleted', async () => {
    subscriber.answer = () => 500;
    await bus.publish(1);
    await subscribe({ attemptsMax: 1 });
    await cursorAt(1);
    expect((await request(bus.server).delete('/subscriptions/sub')).status).toBe(204);
    expect(await view()).toMatchObject({ status: 404, code: 'subscription.not_found' });
    await subscribe({ from: 'now' });
    expect(await parked()).toEqual([]);
  });

  it('lists every subscription in /subscriptions and /subscribers', async () => {
    await subscribe({}, 'b');
    await subscribe({}, 'a');
    const names = async (path: string) =>
      (await request(bus.server).get(path)).body.map(({ name }: { name: string }) => name);
    expect(await names('/subscriptions')).toEqual(['a', 'b']);
    expect(await names('/subscribers')).toEqual(['a', 'b']);
  });

  it('takes at most so many subscriptions', async () => {
    for (const name of ['1', '2', '3', '4', '5']) await subscribe({}, name);
    expect((await subscribe({}, '6')).body).toMatchObject({ status: 409, code: 'subscription.too_many' });
  });

  it.each<[string, object]>([
    ['a URL that is not http(s)', { url: 'ftp://example.org' }],
    ['a URL that is none', { url: 'events' }],
    ['a URL with a password', { url: 'http://user:secret@localhost/' }],
    ['a URL without a host', { url: 'http:///x' }],
    ['a URL without slashes', { url: 'http:x' }],
    ['a URL with port 0', { url: 'http://localhost:0/' }],
    ['a type with a control character', { url: 'http://localhost', types: ['a\u0000b'] }],
    ['a first wait beyond the longest', { url: 'http://localhost', backoffFirstMs: 200, backoffMaxMs: 100 }],
    ['a first wait beyond the longest by default', { url: 'http://localhost', backoffFirstMs: 60_000 }],
    ['no URL', {}],
    ['a field that does not exist', { url: 'http://localhost', typo: 1 }],
    ['after and from', { url: 'http://localhost', after: 0, from: 'now' }],
    ['plain batches', { url: 'http://localhost', format: 'plain', batchMax: 2 }],
    ['a format that does not exist', { url: 'http://localhost', format: 'xml' }],
    ['no types', { url: 'http://localhost', types: [] }],
    ['a timeout out of range', { url: 'http://localhost', timeoutMs: 1 }],
  ])('refuses %s', async (_what, body) => {
    const response = await put(body);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect(response.body).toMatchObject({
      status: 400,
      code: 'request.invalid',
      errors: [expect.anything()],
    });
  });

  it('refuses a name with other characters, a position that is none, and a body of another type', async () => {
    expect((await subscribe({}, 'a%20b')).body.errors).toMatchObject([{ pointer: '/name' }]);
    await subscribe();
    expect((await act('parked/x/redeliver')).body.errors).toMatchObject([{ pointer: '/position' }]);
    expect((await request(bus.server).put('/subscriptions/x').type('text').send('x')).status).toBe(415);
    expect((await request(bus.server).patch('/subscriptions/x')).status).toBe(405);
  });
});
