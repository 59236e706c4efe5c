import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { BusUnderTest } from './bus-under-test';
import { SubscriberUnderTest } from './subscriber-under-test';

const FAST = { backoffFirstMs: 10, backoffMaxMs: 20 };
/** A retry that does not come within a test, unless it is asked for. */
const STUCK = { backoffFirstMs: 60_000, backoffMaxMs: 60_000, attemptsMax: 100 };

describe('a subscription in the order of subjects', () => {
  let bus: BusUnderTest;
  let subscriber: SubscriberUnderTest;
  let count: number;
  beforeEach(async () => {
    bus = await new BusUnderTest({ parkedMax: 2 }).open();
    subscriber = await new SubscriberUnderTest().listen();
    count = 0;
  });
  afterEach(async () => {
    await bus.close();
    await subscriber.close();
  });

  /** Publishes an event for each subject; '-' is none. */
  const publish = async (subjects: string) => {
    const events = [...subjects].map((subject) => {
      count += 1;
      const event = { specversion: '1.0', id: `${count}`, source: '/t', type: 'T' };
      return subject === '-' ? event : { ...event, subject };
    });
    const response = await fetch(`${bus.url}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    });
    expect(response.status).toBe(201);
  };
  const subscribe = async (settings: object) => {
    const body = { url: subscriber.url, order: 'subject', ...settings };
    const response = await request(bus.server).put('/subscriptions/sub').send(body);
    expect(response.body).toMatchObject({ order: 'subject' });
  };
  const view = async () => (await request(bus.server).get('/subscriptions/sub')).body;
  const parked = async () => (await request(bus.server).get('/subscriptions/sub/parked')).body;
  const shows = (what: object) => eventually(async () => expect(await view()).toMatchObject(what));
  const received = (positions: number[]) => eventually(() => expect(subscriber.positions).toEqual(positions));
  const rejects = (...bad: number[]) => {
    subscriber.answer = ({ positions }) => (positions.some((at) => bad.includes(at)) ? 500 : 204);
  };

  it('delivers other subjects while one waits for its retry, and what is behind it afterwards, in order', async () => {
    rejects(1);
    await publish('abab-a');
    await subscribe(STUCK);
    await received([1, 2, 4, 5]);
    await shows({ position: 0, state: 'retrying', attempts: 1, lastError: 'Answered 500.' });
    expect(Date.parse((await view()).nextAttemptAt)).toBeGreaterThan(Date.now());
    rejects();
    await subscribe({ ...FAST, attemptsMax: 100 });
    await eventually(() => expect(subscriber.positions.slice(4)).toEqual([1, 2, 3, 4, 5, 6]));
    await shows({ position: 6, state: 'active', lastError: null });
  });

  it('retries by itself, one event after the other, and then moves the cursor over all that was delivered', async () => {
    let failures = 3;
    subscriber.answer = ({ positions }) => (positions.includes(1) && failures-- > 0 ? 500 : 204);
    await publish('abab');
    await subscribe({ ...FAST, batchMax: 2 });
    await shows({ position: 4, state: 'active' });
    const single = subscriber.positions.filter((position) => [1, 3].includes(position));
    expect(single.lastIndexOf(1)).toBeLessThan(single.indexOf(3));
    expect(subscriber.positions.filter((position) => position === 4)).toEqual([4]);
  });

  it('lets an event without a subject wait alone', async () => {
    rejects(1);
    await publish('---');
    await subscribe(STUCK);
    await received([1, 2, 3]);
    await shows({ position: 0 });
  });

  it('parks an event of a subject, and lets the later ones of it go on', async () => {
    rejects(1, 3);
    await publish('abaa');
    await subscribe({ ...FAST, attemptsMax: 2 });
    await shows({ position: 4, state: 'active', parked: 2 });
    expect(await parked()).toMatchObject([
      { position: 1, attempts: 2 },
      { position: 3, attempts: 2 },
    ]);
    expect(subscriber.positions.filter((position) => position !== 2)).toEqual([1, 1, 3, 3, 4]);
  });

  it('delivers other subjects also while one waits for room to be parked', async () => {
    rejects(1, 2, 3);
    await publish('abcdc');
    await subscribe({ ...STUCK, attemptsMax: 1 });
    await received([1, 2, 3, 4]);
    await shows({ position: 2, state: 'blocked', parked: 2 });
    rejects();
    await request(bus.server).delete('/subscriptions/sub/parked');
    await shows({ position: 5, state: 'active' });
    expect(subscriber.positions).toEqual([1, 2, 3, 4, 3, 5]);
  });

  it('loses nothing over a restart: what waits, and what was delivered beyond it, comes again', async () => {
    rejects(1);
    await publish('aba');
    await subscribe(STUCK);
    await received([1, 2]);
    await shows({ position: 0 });
    rejects();
    await bus.reopen();
    await received([1, 2, 1, 2, 3]);
    await shows({ position: 3, state: 'active' });
  });

  it('waits for everything when the subscriber is unavailable', async () => {
    subscriber.answer = () => 503;
    await publish('ab');
    await subscribe(STUCK);
    await shows({ state: 'retrying', lastError: 'Answered 503.', attempts: 0 });
    expect(subscriber.positions).toEqual([1]);
  });

  it('goes no further once too many events wait', async () => {
    rejects(1);
    await publish('a'.repeat(150));
    await publish('b');
    await subscribe(STUCK);
    await shows({ position: 0, attempts: 1 });
    expect(subscriber.positions).toEqual([1]);
    rejects();
    await request(bus.server).post('/subscriptions/sub/resume');
    await bus.reopen();
    await shows({ position: 151 });
  });
});
