import {
  BATCH_BYTES_MAX,
  BusRefused,
  BusUnavailable,
  type CloudEvent,
  createLogger,
  EVENT_BYTES_MAX,
  makeEvent,
  makeReaction,
  Outbox,
} from '../src/index';
import { eventually } from './eventually';
import { FaultyBus } from './faulty-bus';
import { StoreFolder } from './store-folder';

const definition = { type: 'Counted', dataschema: 'https://blog.example/events/Counted/1' };
const eventOf = (data: unknown, subject = 's') =>
  makeEvent({ definition, source: '/test', subject, data, now: Date.now() });

const NOT_PUBLISHED = { isPublished: false, position: undefined };

describe('Outbox', () => {
  let folder: StoreFolder;
  let bus: FaultyBus;
  let outbox: Outbox;
  type Options = Partial<Pick<ConstructorParameters<typeof Outbox>[0], 'setAsideMax' | 'build' | 'logger'>>;
  const open = (options: Options = {}) => {
    const logger = createLogger({ name: 't', level: 'silent' });
    const sequenceOf = ({ subject }: CloudEvent) => subject;
    outbox = new Outbox({ store: folder.store, bus, logger, sequenceOf, ...options });
  };
  const reopen = async (options: Options = {}) => {
    await outbox.stop();
    await folder.reopen();
    open(options);
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

  const add = (data: unknown, subject?: string) =>
    folder.store.transaction(() => outbox.add(eventOf(data, subject)));
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
      if (n % 2) expect((await outbox.published(sequence, { timeoutMs: 20_000 })).isPublished).toBe(true);
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

  describe('when the bus refuses an event for good', () => {
    const refuse =
      (...refused: unknown[]) =>
      (events: readonly CloudEvent[]) => {
        // As the bus does: it names the first one only.
        const index = events.findIndex(({ data }) => refused.includes(data));
        if (index >= 0)
          throw new BusRefused(400, 'event.invalid', `bad event ${events[index]?.data}`, [index]);
      };
    const setAside = () => outbox.setAside.list({ after: 0, limit: 100 });
    const isSetAside = (...keys: number[]) =>
      eventually(() => expect(setAside().map(({ key }) => key)).toEqual(keys));
    const addTen = async () => {
      for (const n of numbers(10)) await add(n, n % 2 ? 'odd' : 'even');
    };

    it('sets it aside with the later ones of its sequence, and publishes the others in order', async () => {
      bus.beforeStoring = refuse(3);
      await addTen();
      outbox.start();
      await drained();
      expect(bus.data).toEqual([0, 1, 2, 4, 6, 8]);
      expect(setAside()).toMatchObject([
        { entry: 'outbox-4', sequence: 'odd', reason: 'bad event 3', attempts: 1 },
        { entry: 'outbox-6', attempts: 0 },
        { entry: 'outbox-8', attempts: 0 },
        { entry: 'outbox-10', attempts: 0 },
      ]);
    });

    it('sets later ones aside that are accepted afterwards, and tells who waits for them', async () => {
      bus.beforeStoring = refuse(3);
      await addTen();
      outbox.start();
      await drained();
      const behind = await add('behind', 'odd');
      const other = await add('other', 'even');
      expect((await outbox.published(other, { timeoutMs: 20_000 })).isPublished).toBe(true);
      expect((await outbox.published(behind, { timeoutMs: 20_000 })).isPublished).toBe(false);
      expect(setAside()).toHaveLength(5);
      expect(bus.data).toEqual([0, 1, 2, 4, 6, 8, 'other']);
    });

    it('never says of one that was given up that it was published', async () => {
      bus.beforeStoring = refuse(0, 'behind');
      const [sequence, behind] = [await add(0, 'even'), await add('behind', 'even')];
      outbox.start();
      await isSetAside(1, 2);
      expect((await outbox.published(sequence, { timeoutMs: 20_000 })).isPublished).toBe(false);
      await outbox.setAside.discard({ key: sequence }, 'by hand');
      expect((await outbox.published(sequence, { timeoutMs: 20_000 })).isPublished).toBe(false);
      bus.beforeStoring = () => {};
      await outbox.setAside.retry('all');
      await isSetAside();
      expect((await outbox.published(behind, { timeoutMs: 20_000 })).isPublished).toBe(true);
      expect((await outbox.published(sequence, { timeoutMs: 20_000 })).isPublished).toBe(false);
    });

    it('stays ready, and says so in its readiness', async () => {
      bus.beforeStoring = refuse(0);
      await add(0);
      outbox.start();
      await isSetAside(1);
      const setAsideReason = 'Outbox event 1 (Counted): bad event 0';
      expect(outbox.readiness()).toEqual({
        ready: true,
        checks: { outbox: { pending: 0, blocked: false, setAside: 1, setAsideReason, lastError: null } },
      });
    });

    it('sets several of one batch aside, each for its own reason', async () => {
      bus.beforeStoring = refuse(0, 1);
      await addTen();
      outbox.start();
      await drained();
      expect(setAside().filter(({ attempts }) => attempts > 0)).toMatchObject([
        { key: 1, reason: 'bad event 0' },
        { key: 2, reason: 'bad event 1' },
      ]);
      expect([bus.data, setAside().length]).toEqual([[], 10]);
    });

    it('does not hold up what comes before it in its sequence', async () => {
      bus.beforeStoring = refuse(8);
      await addTen();
      outbox.start();
      await drained();
      expect(bus.data).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 9]);
    });

    it('finds out which one it is when the bus does not say', async () => {
      bus.beforeStoring = (events) => {
        if (events.some(({ data }) => data === 3))
          throw new BusRefused(400, 'event.invalid', 'one of them', []);
      };
      await addTen();
      outbox.start();
      await drained();
      expect(bus.data).toEqual([0, 1, 2, 4, 6, 8]);
      expect(setAside()).toHaveLength(4);
    });

    it('publishes a sequence in order, with what comes to it meanwhile, once a retry is asked for', async () => {
      bus.beforeStoring = refuse(3);
      await addTen();
      outbox.start();
      await drained();
      let isFirst = true;
      bus.beforeStoring = async () => {
        if (isFirst) {
          isFirst = false;
          await add('meanwhile', 'odd');
        }
      };
      expect(await outbox.setAside.retry({ sequence: 'odd' })).toBe(4);
      await isSetAside();
      await drained();
      expect(bus.data.slice(6)).toEqual([3, 5, 7, 9, 'meanwhile']);
    });

    it('retries none while an earlier one of its sequence is still on its way', async () => {
      bus.beforeStoring = refuse(3);
      await addTen();
      let isAway = true;
      bus.beforeStoring = (events) => {
        refuse(3)(events);
        if (isAway) throw new BusUnavailable('The bus is away.');
      };
      outbox.start();
      await eventually(() => expect(setAside()).not.toEqual([]));
      // What comes before 3 is not published yet.
      bus.beforeStoring = () => {
        if (isAway) throw new BusUnavailable('The bus is away.');
      };
      await outbox.setAside.retry('all');
      await eventually(() => expect(outbox.state().lastError).toBe('The bus is away.'));
      isAway = false;
      await drained();
      await isSetAside();
      expect(bus.data.filter((data) => Number(data) % 2)).toEqual([1, 3, 5, 7, 9]);
    });

    it('keeps what is refused again, with the new reason', async () => {
      bus.beforeStoring = refuse(3);
      await addTen();
      outbox.start();
      await drained();
      bus.beforeStoring = refuse(5);
      await outbox.setAside.retry('all');
      await isSetAside(6, 8, 10);
      await eventually(() =>
        expect(setAside()[0]).toMatchObject({ reason: 'bad event 5', attempts: 1, queued: false }),
      );
      expect(bus.data.slice(6)).toEqual([3]);
    });

    it('retries all at the first start of another build, and keeps everything over restarts until then', async () => {
      await reopen({ build: 'first' });
      bus.beforeStoring = refuse(3);
      await addTen();
      outbox.start();
      await drained();
      // It is the first start of this build as well: what was set aside before that was noted is tried once more.
      await eventually(() => {
        expect(folder.store.table<string>('builds').get('outbox')).toBe('first');
        expect(setAside().some(({ queued }) => queued)).toBe(false);
      });
      await reopen({ build: 'first' });
      expect(await add('new', 'odd')).toBe(11);
      bus.beforeStoring = () => {};
      outbox.start();
      await isSetAside(4, 6, 8, 10, 11);
      await reopen({ build: 'second' });
      outbox.start();
      await isSetAside();
      expect(bus.data.slice(6)).toEqual([3, 5, 7, 9, 'new']);
    });

    it('never gives a number again that was set aside or discarded', async () => {
      bus.beforeStoring = refuse(0);
      await add(0);
      outbox.start();
      await isSetAside(1);
      await reopen();
      expect(await add('a', 'other')).toBe(2);
      outbox.start();
      await drained();
      await outbox.setAside.discard({ key: 1 }, 'by hand');
      await reopen();
      expect(await add('b', 'other')).toBe(2);
      outbox.start();
      await drained();
      expect(outbox.setAside.text(1)).toContain('"data":0');
    });

    it('stops when as many are set aside as may be, says so, and goes on once there is room', async () => {
      await reopen({ setAsideMax: 1 });
      bus.beforeStoring = refuse(0, 1);
      await addTen();
      outbox.start();
      await eventually(() => expect(outbox.readiness().ready).toBe(false));
      expect(outbox.state()).toMatchObject({ blocked: true, setAside: 1, pending: 9 });
      expect(outbox.state().lastError).toMatch(/^1 events of the outbox are set aside, as many as may be/);
      bus.beforeStoring = () => {};
      await outbox.setAside.retry('all');
      await drained();
      await eventually(() => expect(outbox.readiness().ready).toBe(true));
      expect(bus.data).toHaveLength(10);
    });
  });

  it('says at once that it cannot relay, and then seldom, however often that begins again', async () => {
    const lines: string[] = [];
    const logger = createLogger({ name: 't', level: 'silent' });
    const note = (fields: object | string, message = String(fields)) => void lines.push(message);
    Object.assign(logger, { info: note, warn: note, error: note });
    await reopen({ logger });
    let failures = 0;
    bus.beforeStoring = () => {
      failures += 1;
      if (failures % 2 === 1)
        throw new BusRefused(404, 'request.not_found', `No route, for the ${failures}th time.`);
    };
    outbox.start();
    for (let n = 0; n < 15; n += 1) {
      await add(n);
      await drained();
    }
    expect(lines.slice(0, 2)).toEqual(['No route, for the 1th time.', 'the bus takes events again']);
    expect(failures).toBe(30);
    // Of each kind the first one, and perhaps a few 5 s later.
    expect(lines.length).toBeLessThan(10);
  });

  it('refuses an event that is larger than the bus takes, before it is committed', async () => {
    const most = EVENT_BYTES_MAX - Buffer.byteLength(JSON.stringify(eventOf('')));
    await add('x'.repeat(most));
    const tooLarge = [
      add('x'.repeat(most + 1)),
      add('\u0001'.repeat(most / 5)),
      add('ä'.repeat(most / 2 + 1)),
    ];
    for (const refused of tooLarge) await expect(refused).rejects.toMatchObject({ code: 'event.too_large' });
    expect(outbox.state().pending).toBe(1);
  });

  it('is blocked, and sets nothing aside, when what answers knows nothing of events', async () => {
    bus.beforeStoring = () => {
      throw new BusRefused(404, 'request.not_found', 'No route /events here.');
    };
    await addAll(3);
    outbox.start();
    await eventually(() => expect(outbox.readiness().ready).toBe(false));
    expect(outbox.state()).toMatchObject({ pending: 3, setAside: 0, lastError: 'No route /events here.' });
    bus.beforeStoring = () => {};
    await drained();
    expect(bus.data).toEqual([0, 1, 2]);
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
      expect((await outbox.published(last, { timeoutMs: 20_000 })).isPublished).toBe(true);
      expect(bus.data).toEqual(['first', 1, 2]);
      await drained();
      expect(outbox.state()).toMatchObject({ pending: 0, blocked: false, setAside: 0, lastError: null });
    });

    it('sets an event aside that is no reaction', async () => {
      const event = eventOf('mine');
      await bus.append({ ...event, data: 'not mine' });
      await folder.store.transaction(() => outbox.add(event));
      await add(1, 'other');
      outbox.start();
      await drained();
      expect(outbox.state()).toMatchObject({ setAside: 1 });
      expect(bus.data).toEqual(['not mine', 1]);
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
    expect(await outbox.published(sequence, { timeoutMs: 1 })).toEqual(NOT_PUBLISHED);
    const later = outbox.published(sequence, { timeoutMs: 20_000 });
    bus.down = false;
    expect(await later).toEqual({ isPublished: true, position: 1 });
    expect((await outbox.published(sequence, { timeoutMs: 1 })).isPublished).toBe(true);
  });

  it('tells all who wait for the same event', async () => {
    bus.down = true;
    outbox.start();
    const sequence = await add('awaited');
    const waiting = [
      outbox.published(sequence, { timeoutMs: 20_000 }),
      outbox.published(sequence, { timeoutMs: 1 }),
    ];
    expect(await waiting[1]).toEqual(NOT_PUBLISHED);
    waiting.push(outbox.published(sequence, { timeoutMs: 20_000 }));
    bus.down = false;
    const published = { isPublished: true, position: 1 };
    expect(await Promise.all(waiting)).toEqual([published, NOT_PUBLISHED, published]);
  });

  it('tells each its own position, whatever else the log has', async () => {
    await bus.append(eventOf('elsewhere'));
    const sequences = [await add(1), await add(2)];
    const waiting = sequences.map((sequence) => outbox.published(sequence, { timeoutMs: 20_000 }));
    outbox.start();
    expect((await Promise.all(waiting)).map(({ position }) => position)).toEqual([2, 3]);
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
