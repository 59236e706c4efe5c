import {
  BATCH_BYTES_MAX,
  BusRefused,
  BusUnavailable,
  createLogger,
  makeEvent,
  makeReaction,
  Outbox,
} from '../src/index';
import { eventually } from './eventually';
import { FaultyBus } from './faulty-bus';
import { StoreFolder } from './store-folder';

const definition = { type: 'Counted', dataschema: 'https://blog.example/events/Counted/1' };
const eventOf = (data: unknown) =>
  makeEvent({ definition, source: '/test', subject: 's', data, now: Date.now() });

describe('Outbox', () => {
  let folder: StoreFolder;
  let bus: FaultyBus;
  let outbox: Outbox;
  const open = () => {
    outbox = new Outbox({ store: folder.store, bus, logger: createLogger({ name: 't', level: 'silent' }) });
  };
  beforeEach(() => {
    folder = new StoreFolder();
    bus = new FaultyBus();
    open();
  });
  afterEach(async () => {
    await outbox.stop();
    await folder.remove();
  });

  const add = (data: unknown) => folder.store.transaction(() => outbox.add(eventOf(data)));
  const addAll = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => add(n)));
  const drained = () => eventually(() => expect(outbox.state().pending).toBe(0));
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

  it('keeps neither state nor event when the transaction throws, and both when it does not', async () => {
    const table = folder.store.table<number>('state');
    const change = (fails: boolean) =>
      folder.store.transaction(() => {
        void table.put('n', 1);
        outbox.add(eventOf('n'));
        if (fails) throw new Error('changed my mind');
      });
    await expect(change(true)).rejects.toThrow('changed my mind');
    expect([table.get('n'), outbox.state().pending]).toEqual([undefined, 0]);
    await change(false);
    expect([table.get('n'), outbox.state().pending]).toEqual([1, 1]);
    outbox.start();
    await drained();
    expect(bus.data).toEqual(['n']);
  });

  it('is blocked, and says so, when an event in it is damaged', async () => {
    await add('whole');
    await folder.store.binaryTable<number>('outbox').put(1, Buffer.from('not what was stored'));
    outbox.start();
    await eventually(() => expect(outbox.readiness().ready).toBe(false));
    expect(outbox.state()).toMatchObject({ pending: 1, blocked: true });
    expect(outbox.state().lastError).toMatch('checksum');
  });

  it('publishes in the order of the commits, many in one request', async () => {
    await addAll(500);
    outbox.start();
    await drained();
    expect(bus.data).toEqual(numbers(500));
    expect(bus.requests).toHaveLength(1);
  });

  it('never overlooks an event that is added while it sends or looks', async () => {
    outbox.start();
    for (let n = 0; n < 300; n += 1) {
      const sequence = await add(n);
      // Half of them while a request is under way, half while it waits.
      if (n % 2) expect(await outbox.published(sequence, { timeoutMs: 5_000 })).toBe(true);
    }
    expect(bus.data).toEqual(numbers(300));
  });

  it('sends an event again, with the same id, when the answer got lost after the bus had stored it', async () => {
    let losses = 2;
    bus.afterStoring = () => {
      if (losses-- > 0) throw new BusUnavailable('the answer got lost');
    };
    outbox.start();
    await add('once');
    await drained();
    expect(bus.data).toEqual(['once']);
    expect(bus.requests).toHaveLength(3);
    expect(new Set(bus.requests.flat()).size).toBe(1);
  });

  it('keeps events while the bus is down, says so, and publishes them in order when it is back', async () => {
    bus.down = true;
    outbox.start();
    await addAll(3);
    await eventually(() => expect(outbox.state().lastError).toBe('The bus is down.'));
    expect(outbox.state()).toMatchObject({ pending: 3, blocked: false });
    expect(outbox.readiness().ready).toBe(true);
    bus.down = false;
    await drained();
    expect(bus.data).toEqual([0, 1, 2]);
    await eventually(() => expect(outbox.state().lastError).toBeNull());
  });

  describe('when the bus refuses an event', () => {
    beforeEach(() => {
      bus.beforeStoring = (events) => {
        const indexes = events.flatMap(({ data }, index) => (data === 2 ? [index] : []));
        if (indexes.length > 0) throw new BusRefused(400, 'event.invalid', 'bad event', indexes);
      };
    });

    it('publishes what comes before it, stops there, and says so in its readiness', async () => {
      await addAll(5);
      outbox.start();
      await eventually(() => expect(outbox.state().blocked).toBe(true));
      expect(outbox.readiness()).toEqual({
        ready: false,
        checks: { outbox: { pending: 3, blocked: true, lastError: 'bad event' } },
      });
      expect(bus.data).toEqual([0, 1]);
    });

    it('goes on by itself once the bus takes it', async () => {
      await addAll(5);
      outbox.start();
      await eventually(() => expect(outbox.state().blocked).toBe(true));
      bus.beforeStoring = () => {};
      await drained();
      expect(bus.data).toEqual(numbers(5));
      await eventually(() => expect(outbox.readiness().ready).toBe(true));
    });
  });

  describe('when the log has other content under the id of an event', () => {
    const cause = { source: '/test', id: 'cause', time: '2026-01-02T03:04:05.678Z' };
    const reaction = (data: unknown) =>
      makeReaction({ definition, source: '/test', subject: 's', data, cause });

    it('lets the first reaction to a cause stand, and publishes the others in order', async () => {
      await bus.append(reaction('first'));
      await add(1);
      await folder.store.transaction(() => outbox.add(reaction('second')));
      const last = await add(2);
      outbox.start();
      expect(await outbox.published(last, { timeoutMs: 5_000 })).toBe(true);
      expect(bus.data).toEqual(['first', 1, 2]);
      await drained();
      expect(outbox.state()).toEqual({ pending: 0, blocked: false, lastError: null });
    });

    it('stops at an event that is no reaction', async () => {
      const event = eventOf('mine');
      await bus.append({ ...event, data: 'not mine' });
      await folder.store.transaction(() => outbox.add(event));
      await add(1);
      outbox.start();
      await eventually(() => expect(outbox.state().blocked).toBe(true));
      expect(outbox.state().pending).toBe(2);
    });
  });

  it('waits before it sends again what was refused for an event that is not in it', async () => {
    bus.beforeStoring = () => {
      throw new BusRefused(400, 'event.invalid', 'which?', [7]);
    };
    await add('x');
    outbox.start();
    await eventually(() => expect(outbox.state().blocked).toBe(true));
    expect(bus.requests.length).toBeLessThan(5);
    expect(outbox.state().pending).toBe(1);
  });

  it('tells whether an event was published in time, and keeps it in either case', async () => {
    bus.down = true;
    outbox.start();
    const sequence = await add('late');
    expect(await outbox.published(sequence, { timeoutMs: 1 })).toBe(false);
    const later = outbox.published(sequence, { timeoutMs: 10_000 });
    bus.down = false;
    expect(await later).toBe(true);
    expect(await outbox.published(sequence, { timeoutMs: 1 })).toBe(true);
  });

  it('tells all who wait for the same event', async () => {
    bus.down = true;
    outbox.start();
    const sequence = await add('awaited');
    const waiting = [
      outbox.published(sequence, { timeoutMs: 10_000 }),
      outbox.published(sequence, { timeoutMs: 1 }),
    ];
    expect(await waiting[1]).toBe(false);
    waiting.push(outbox.published(sequence, { timeoutMs: 10_000 }));
    bus.down = false;
    expect(await Promise.all(waiting)).toEqual([true, false, true]);
  });

  it('publishes what an earlier process left before anything new', async () => {
    await addAll(3);
    await outbox.stop();
    await folder.reopen();
    open();
    await add('new');
    outbox.start();
    await add('newer');
    await drained();
    expect(bus.data).toEqual([0, 1, 2, 'new', 'newer']);
  });

  it('sends no more than 1000 events or 4 MiB at a time', async () => {
    const bytes: number[] = [];
    bus.beforeStoring = (events) => bytes.push(Buffer.byteLength(JSON.stringify(events)));
    await addAll(1_001);
    await Promise.all(numbers(40).map(() => add('ä'.repeat(100_000))));
    outbox.start();
    await drained();
    expect(bus.events).toHaveLength(1_041);
    expect(bus.requests[0]).toHaveLength(1_000);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(BATCH_BYTES_MAX);
    expect(bytes.length).toBeLessThanOrEqual(4);
  });

  it('ends a request that hangs when it stops, and keeps the event', async () => {
    let isSent = false;
    bus.beforeStoring = (_events, signal) => {
      isSent = true;
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new BusUnavailable('canceled')));
      });
    };
    outbox.start();
    await add('kept');
    await eventually(() => expect(isSent).toBe(true));
    await outbox.stop();
    expect(outbox.state().pending).toBe(1);
  });
});
