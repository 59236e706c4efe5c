import request from 'supertest';
import { eventually } from '../../service-kit/test/eventually';
import { BusUnderTest } from './bus-under-test';
import { SubscriberUnderTest } from './subscriber-under-test';

describe('where the bus may call', () => {
  let bus: BusUnderTest;
  let subscriber: SubscriberUnderTest;
  beforeEach(async () => {
    subscriber = await new SubscriberUnderTest().listen();
  });
  afterEach(async () => {
    await bus.close();
    await subscriber.close();
  });

  const subscribe = (url: string) => request(bus.server).put('/subscriptions/sub').send({ url });
  const view = async () => (await request(bus.server).get('/subscriptions/sub')).body;

  it('refuses a subscription to an address that is denied', async () => {
    bus = await new BusUnderTest().open();
    for (const host of ['169.254.169.254', '[::ffff:169.254.169.254]', 'metadata.google.internal']) {
      const { body } = await subscribe(`http://${host}/`);
      expect(body).toMatchObject({ status: 400, code: 'subscription.target_denied' });
    }
    expect((await request(bus.server).get('/subscriptions')).body).toEqual([]);
  });

  it('connects to no address that is denied, whatever name leads there, and parks nothing', async () => {
    bus = await new BusUnderTest({ deny: '127.0.0.0/8, ::1' }).open();
    await bus.publish(1);
    const { port } = new URL(subscriber.url);
    expect((await subscribe(`http://localhost:${port}/`)).status).toBe(201);
    await eventually(async () =>
      expect(await view()).toMatchObject({
        state: 'retrying',
        position: 0,
        parked: 0,
        lastError: 'The bus must not call this address (DELIVERY_ALLOW, DELIVERY_DENY).',
      }),
    );
    expect(subscriber.received).toEqual([]);
  });

  it('delivers to a name that is allowed, and to nothing else', async () => {
    bus = await new BusUnderTest({ allow: 'localhost' }).open();
    const { port } = new URL(subscriber.url);
    expect((await subscribe(subscriber.url)).status).toBe(400);
    expect((await subscribe(`http://localhost:${port}/`)).status).toBe(201);
    await bus.publish(1);
    await eventually(() => expect(subscriber.positions).toEqual([1]));
  });
});
