import { BATCH_BYTES_MAX, BusRefused, BusUnavailable, makeEvent, Publisher } from '../src/index';
import { eventually } from './eventually';
import { FaultyBus } from './faulty-bus';

const definition = { type: 'Counted', dataschema: 'https://blog.example/events/Counted/1' };
const eventOf = (data: unknown) =>
  makeEvent({ definition, source: '/test', subject: 's', data, now: Date.now() });

describe('Publisher', () => {
  let bus: FaultyBus;
  beforeEach(() => {
    bus = new FaultyBus();
  });

  const publishAll = (publisher: Publisher, data: readonly unknown[]) =>
    Promise.allSettled(data.map((one) => publisher.publish(eventOf(one))));
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

  it('resolves with the position of each event', async () => {
    const publisher = new Publisher({ bus });
    const answers = await Promise.all(numbers(3).map((n) => publisher.publish(eventOf(n))));
    expect(answers.map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  it('puts what comes while a request is under way into the next one, in order', async () => {
    const publisher = new Publisher({ bus });
    await publishAll(publisher, numbers(100));
    expect(bus.data).toEqual(numbers(100));
    expect(bus.requests.map(({ length }) => length)).toEqual([1, 99]);
  });

  it('has one request under way at a time', async () => {
    let [now, most] = [0, 0];
    bus.beforeStoring = () => {
      now += 1;
      most = Math.max(most, now);
    };
    bus.afterStoring = () => {
      now -= 1;
    };
    const publisher = new Publisher({ bus });
    const some = publishAll(publisher, numbers(5));
    await publisher.publish(eventOf('x'));
    await Promise.all([some, publishAll(publisher, numbers(5))]);
    expect(most).toBe(1);
  });

  it('sends the same ids again, in the same order, after an answer that got lost', async () => {
    let losses = 2;
    bus.afterStoring = () => {
      if (losses-- > 0) throw new BusUnavailable('the answer got lost');
    };
    const publisher = new Publisher({ bus });
    const outcomes = await publishAll(publisher, numbers(3));
    expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(bus.data).toEqual([0, 1, 2]);
    expect(bus.requests[1]?.[0]).toBe(bus.requests[0]?.[0]);
  });

  it('tells only those at fault that they are refused, and publishes the others', async () => {
    bus.beforeStoring = (events) => {
      const indexes = events.flatMap(({ data }, index) => (data === 2 || data === 4 ? [index] : []));
      if (indexes.length > 0) throw new BusRefused(409, 'event.conflict', 'other content', indexes);
    };
    const outcomes = await publishAll(new Publisher({ bus }), numbers(6));
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
    expect((outcomes[2] as PromiseRejectedResult).reason).toBeInstanceOf(BusRefused);
    expect(bus.data).toEqual([0, 1, 3, 5]);
  });

  it('gives up on an unreachable bus after giveUpMs, and works again afterwards', async () => {
    bus.down = true;
    const publisher = new Publisher({ bus, giveUpMs: 60 });
    await expect(publisher.publish(eventOf('lost'))).rejects.toBeInstanceOf(BusUnavailable);
    bus.down = false;
    // On a busy machine an attempt may take longer than giveUpMs.
    const kept = eventOf('kept');
    await eventually(() => publisher.publish(kept));
    expect(bus.data).toEqual(['kept']);
  });

  it('gives up after giveUpMs on a bus that takes the request and never answers', async () => {
    bus.beforeStoring = (_events, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new BusUnavailable('canceled')));
      });
    const publisher = new Publisher({ bus, giveUpMs: 50 });
    await expect(publisher.publish(eventOf('x'))).rejects.toBeInstanceOf(BusUnavailable);
  });

  it('refuses at once what its queue has no room for', async () => {
    const publisher = new Publisher({ bus, queueEventsMax: 3 });
    const outcomes = await publishAll(publisher, numbers(5));
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, false]);
    expect((outcomes[4] as PromiseRejectedResult).reason).toBeInstanceOf(BusUnavailable);
    await publisher.publish(eventOf('later'));
    expect(bus.data).toEqual([0, 1, 2, 'later']);
  });

  it('sends no more than 1000 events or 4 MiB at a time', async () => {
    const bytes: number[] = [];
    bus.beforeStoring = (events) => bytes.push(Buffer.byteLength(JSON.stringify(events)));
    const publisher = new Publisher({ bus });
    await publishAll(publisher, [...numbers(1_500), ...numbers(60).map(() => 'ä'.repeat(50_000))]);
    expect(bus.events).toHaveLength(1_560);
    expect(Math.max(...bus.requests.map(({ length }) => length))).toBe(1_000);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(BATCH_BYTES_MAX);
  });
});
