import { BusRefused, commonProblems, createLogger, Follower, type StoredEvent } from '../src/index';
import { isCheckpoint } from '../src/log-item';
import { eventually } from './eventually';
import { FaultyBus } from './faulty-bus';
import { StoreFolder } from './store-folder';

describe('Follower', () => {
  let folder: StoreFolder;
  let bus: FaultyBus;
  let follower: Follower;
  /** Throws on the events that cannot be applied. */
  let check: (event: StoredEvent) => void;

  type Options = Partial<
    Pick<ConstructorParameters<typeof Follower>[0], 'leaveOnStop' | 'setAsideMax' | 'build' | 'logger'>
  >;
  const open = (options: Options = {}) => {
    const { store } = folder;
    const applied = store.table<number, number>('applied');
    follower = new Follower({
      name: 'test',
      instance: 'one',
      store,
      bus,
      logger: createLogger({ name: 't', level: 'silent' }),
      apply(event) {
        void applied.put(applied.getCount() + 1, event.position);
        check(event);
      },
      sequenceOf: ({ subject }) => subject,
      ...options,
    });
  };
  const reopen = async (options: Options = {}) => {
    await follower.stop();
    await folder.reopen();
    open(options);
  };
  beforeEach(() => {
    folder = new StoreFolder();
    bus = new FaultyBus();
    check = () => {};
    open();
  });
  afterEach(async () => {
    await follower.stop();
    await folder.remove();
  });

  const append = async (count: number) => {
    for (let n = 0; n < count; n += 1) await bus.append({ type: 'Counted' });
  };
  const appendOf = (subject: string) => bus.append({ type: 'Counted', subject });
  const isBad =
    (...positions: number[]) =>
    ({ position }: StoredEvent) => {
      if (positions.includes(position)) throw new Error(`no such title at ${position}`);
    };
  const setAside = () => follower.setAside.list({ after: 0, limit: 100 });
  const setAsideKeys = () => setAside().map(({ key }) => key);
  const applied = () =>
    Array.from(folder.store.table<number, number>('applied').getRange(), ({ value }) => value);
  const through = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
  const reaches = (position: number) => eventually(() => expect(follower.checkpoint).toBe(position));
  const is = (status: string) => eventually(() => expect(follower.state().status).toBe(status));

  it('applies history and then live events, in order, each once', async () => {
    await append(250);
    follower.start();
    await reaches(250);
    await append(3);
    await reaches(253);
    expect(applied()).toEqual(through(253));
  });

  it('goes on from its checkpoint after a restart', async () => {
    await append(3);
    follower.start();
    await reaches(3);
    await reopen();
    expect(follower.checkpoint).toBe(3);
    await append(2);
    follower.start();
    await reaches(5);
    expect(applied()).toEqual(through(5));
  });

  it('goes on from its checkpoint after the connection was lost', async () => {
    await append(3);
    follower.start();
    await reaches(3);
    bus.down = true;
    await is('connecting');
    expect(follower.readiness()).toMatchObject({ ready: true });
    bus.down = false;
    await append(2);
    await reaches(5);
    expect(applied()).toEqual(through(5));
    expect(follower.state()).toMatchObject({ status: 'live', lastError: null });
  });

  it('writes nothing of a block whose checkpoint cannot be written, and applies it again', async () => {
    let failures = 2;
    const { store } = folder;
    const transaction = store.transaction.bind(store);
    store.transaction = (work) =>
      transaction(() => {
        const result = work();
        if (failures-- > 0) throw new Error('no room on the disk');
        return result;
      });
    await append(3);
    follower.start();
    await reaches(3);
    expect(applied()).toEqual(through(3));
    expect(failures).toBe(-1);
  });

  it('says to rebuild when its own data is damaged, and not to leave out a good event', async () => {
    check = () => {
      throw commonProblems.error(
        'storage.corrupt',
        'A value of the table posts does not match its checksum.',
      );
    };
    await append(1);
    follower.start();
    await is('stopped');
    expect(follower.state().lastError).toMatch(
      /its checksum\. Delete this data folder to rebuild it from the log\.$/,
    );
  });

  describe('sets an event aside that it cannot apply', () => {
    it('with nothing of it in the state, and applies all others', async () => {
      check = isBad(3);
      await append(5);
      follower.start();
      await reaches(5);
      expect(applied()).toEqual([1, 2, 4, 5]);
      expect(setAside()).toMatchObject([
        { entry: 'log-3', type: 'Counted', sequence: null, reason: 'no such title at 3', attempts: 1 },
      ]);
    });

    it('and stays ready, and says so in its readiness and at the bus', async () => {
      check = isBad(2);
      await append(3);
      follower.start();
      await reaches(3);
      const setAsideReason = 'Event 2 (Counted): no such title at 2';
      const state = { status: 'live', checkpoint: 3, setAside: 1, setAsideReason, lastError: null };
      expect(follower.readiness()).toEqual({ ready: true, checks: { follower: state } });
      await eventually(() =>
        expect(bus.reports.at(-1)).toEqual({
          instance: 'one',
          checkpoint: 3,
          error: null,
          setAside: 1,
          setAsideReason,
        }),
      );
    });

    it('and says so in the log at once, then seldom, and again at the next start', async () => {
      const lines: string[] = [];
      const logger = createLogger({ name: 't', level: 'silent' });
      logger.warn = ((_fields: object, message: string) => void lines.push(message)) as typeof logger.warn;
      check = isBad(...through(50));
      await reopen({ logger });
      follower.start();
      for (let n = 0; n < 50; n += 1) await append(1);
      await reaches(50);
      await reopen({ logger });
      follower.start();
      expect(lines).toEqual([
        expect.stringMatching(/set aside, GET .* The first: Event 1 \(Counted\): no such title at 1$/),
        '50 events are set aside, GET /set-aside lists them. The first: Event 1 (Counted): no such title at 1',
      ]);
    });

    it('and behind it the later ones of its sequence, in order, and no others', async () => {
      check = isBad(2);
      for (const subject of ['a', 'b', 'a', 'b', 'c']) await appendOf(subject);
      follower.start();
      await reaches(5);
      await appendOf('b');
      await appendOf('a');
      await reaches(7);
      expect(applied()).toEqual([1, 3, 5, 7]);
      expect(setAside().map(({ key, attempts }) => [key, attempts])).toEqual([
        [2, 1],
        [4, 0],
        [6, 0],
      ]);
    });

    it('and applies later blocks at once again, with what has to wait behind it', async () => {
      check = isBad(1);
      await appendOf('a');
      follower.start();
      await reaches(1);
      const attempts = jest.spyOn(folder.store, 'attempt');
      for (const subject of ['b', 'a', 'c', 'b']) await appendOf(subject);
      await append(50);
      await reaches(55);
      expect(attempts).not.toHaveBeenCalled();
      expect(setAsideKeys()).toEqual([1, 3]);
      expect(applied()).toEqual(through(55).filter((n) => n !== 1 && n !== 3));
    });

    it('also several in one block, each for its own reason', async () => {
      check = isBad(...through(99));
      await append(100);
      follower.start();
      await reaches(100);
      expect(applied()).toEqual([100]);
      expect(setAside().map(({ reason }) => reason)).toEqual(through(99).map((n) => `no such title at ${n}`));
    });

    it('once, however often it starts again', async () => {
      check = isBad(2);
      await append(3);
      follower.start();
      await reaches(3);
      await reopen();
      await append(1);
      follower.start();
      await reaches(4);
      expect(setAsideKeys()).toEqual([2]);
      expect(applied()).toEqual([1, 3, 4]);
    });

    it('together with its checkpoint, or not at all', async () => {
      let failures = 2;
      const { store } = folder;
      const transaction = store.transaction.bind(store);
      store.transaction = (work) =>
        transaction(() => {
          const result = work();
          if (failures-- > 0) throw new Error('no room on the disk');
          return result;
        });
      check = isBad(1);
      await append(2);
      follower.start();
      await reaches(2);
      expect([setAsideKeys(), applied()]).toEqual([[1], [2]]);
    });
  });

  describe('once a retry is asked for', () => {
    beforeEach(async () => {
      check = isBad(2, 5);
      for (const subject of ['a', 'b', 'a', 'b', 'c', 'b']) await appendOf(subject);
      follower.start();
      await reaches(6);
      expect(setAsideKeys()).toEqual([2, 4, 5, 6]);
    });

    it('applies a sequence in order, with what comes to it meanwhile, and leaves the others', async () => {
      check = ({ position }) => {
        if (position === 2) bus.events.push({ ...(bus.events[1] as StoredEvent), position: 7, id: 'seven' });
      };
      expect(await follower.setAside.retry({ sequence: 'b' })).toBe(3);
      await eventually(() => expect(setAsideKeys()).toEqual([5]));
      bus.paused = false;
      await reaches(7);
      await eventually(() => expect(applied()).toEqual([1, 3, 2, 4, 6, 7]));
      expect(setAsideKeys()).toEqual([5]);
    });

    it('applies all that can be applied, and keeps the rest with the new reason', async () => {
      check = ({ position }) => {
        if (position === 4) throw new Error('now the fourth');
      };
      expect(await follower.setAside.retry('all')).toBe(4);
      await eventually(() => expect(setAsideKeys()).toEqual([4, 6]));
      expect(setAside()[0]).toMatchObject({ reason: 'now the fourth', attempts: 1, queued: false });
      await eventually(() => expect(setAside()[1]?.queued).toBe(false));
      expect(applied()).toEqual([1, 3, 2, 5]);
      await eventually(() => expect(bus.reports.at(-1)).toMatchObject({ setAside: 2 }));
    });

    it('waits for the bus if that is away, also over a restart', async () => {
      check = () => {};
      bus.down = true;
      await follower.setAside.retry('all');
      await reopen();
      follower.start();
      await eventually(() => expect(follower.state().lastError).not.toBeNull());
      expect(setAsideKeys()).toEqual([2, 4, 5, 6]);
      bus.down = false;
      await eventually(() => expect(setAsideKeys()).toEqual([]));
      expect(applied().filter((position) => position !== 5)).toEqual([1, 3, 2, 4, 6]);
    });

    it('gives an event up for a reason that is kept, and tries those behind it again', async () => {
      check = isBad(5);
      expect(await follower.setAside.discard({ key: 2 }, 'a test by hand')).toBe(1);
      await eventually(() => expect(setAsideKeys()).toEqual([5]));
      expect(applied()).toEqual([1, 3, 4, 6]);
      expect(follower.setAside.discarded({ after: 0, limit: 10 })).toMatchObject([
        { entry: 'log-2', discardedBecause: 'a test by hand' },
      ]);
      expect(await follower.setAside.discard({ key: 2 }, 'again')).toBe(0);
    });

    it('retries all at the first start of another build, and only then', async () => {
      await reopen({ build: 'first' });
      check = isBad(2);
      follower.start();
      await eventually(() => expect(setAsideKeys()).toEqual([2, 4, 6]));
      const attempts = () => setAside()[0]?.attempts;
      await eventually(() => expect(attempts()).toBe(2));
      await reopen({ build: 'first' });
      follower.start();
      await is('live');
      await appendOf('z');
      await reaches(7);
      expect(attempts()).toBe(2);
      await reopen({ build: 'second' });
      check = () => {};
      follower.start();
      await eventually(() => expect(setAsideKeys()).toEqual([]));
      expect(applied()).toEqual([1, 3, 5, 7, 2, 4, 6]);
    });
  });

  describe('when as many events are set aside as may be', () => {
    beforeEach(async () => {
      await reopen({ setAsideMax: 2 });
      check = isBad(2, 3, 5);
      await append(6);
      follower.start();
      await is('stopped');
    });

    it('stops before the next one with everything before it applied, and says so', async () => {
      expect([applied(), setAsideKeys(), follower.checkpoint]).toEqual([[1, 4], [2, 3], 4]);
      const message =
        'Cannot apply event 5 (Counted): no such title at 5. 2 events are set aside, as many as may be ' +
        '(SET_ASIDE_MAX): retry or discard some.';
      expect(follower.readiness()).toMatchObject({
        ready: false,
        checks: { follower: { status: 'stopped', lastError: message } },
      });
      await eventually(() => expect(bus.reports.at(-1)).toMatchObject({ checkpoint: 4, error: message }));
      expect(bus.streams).toBe(0);
      expect(await follower.catchUp({ timeoutMs: 20 })).toBe('behind');
    });

    it('goes on by itself once there is room', async () => {
      await follower.setAside.discard({ key: 2 }, 'to make room');
      await reaches(6);
      expect(applied()).toEqual([1, 4, 6]);
      await is('live');
      expect(follower.readiness().ready).toBe(true);
      await eventually(() => expect(bus.reports.at(-1)).toMatchObject({ error: null, setAside: 2 }));
    });
  });

  it('says at once that it stops, and then seldom, when what it sets aside is full again and again', async () => {
    const lines: string[] = [];
    const logger = createLogger({ name: 't', level: 'silent' });
    const note = (fields: object | string, message = String(fields)) => void lines.push(message);
    Object.assign(logger, { info: note, warn: note, error: note });
    await reopen({ setAsideMax: 1, logger });
    check = ({ position }) => {
      throw new Error(`no such title at ${position}`);
    };
    await append(30);
    follower.start();
    for (let key = 1; key < 30; key += 1) {
      await eventually(() => {
        expect(follower.state()).toMatchObject({ status: 'stopped', checkpoint: key });
        expect(follower.state().lastError).toMatch(`Cannot apply event ${key + 1} `);
      });
      await follower.setAside.discard({ key }, 'to make room');
    }
    await reaches(30);
    expect(lines.filter((line) => line.startsWith('Cannot apply event 2 '))).toHaveLength(1);
    // Of each kind the first one, and perhaps a few 5 s later.
    expect(lines.length).toBeLessThan(15);
  });

  it('connects again instead of skipping when a position is missing', async () => {
    await append(5);
    let isFirst = true;
    bus.tamper = (block) => {
      const whole = !isFirst;
      isFirst = false;
      return whole ? block : block.filter((item) => isCheckpoint(item) || item.position !== 3);
    };
    follower.start();
    await reaches(5);
    expect(applied()).toEqual(through(5));
    expect(bus.streams).toBe(1);
  });

  it('ignores events that it has applied already, in another block or in the same one', async () => {
    await append(3);
    bus.tamper = (block) => [...block, ...block];
    follower.start();
    await reaches(3);
    bus.tamper = (block) => [...bus.events.slice(0, 3), ...block];
    await append(2);
    await reaches(5);
    expect(applied()).toEqual(through(5));
    expect(follower.state().lastError).toBeNull();
  });

  it('stops when the log ends before its checkpoint, as a restored older backup does', async () => {
    await append(3);
    follower.start();
    await reaches(3);
    await follower.stop();
    bus.events.splice(2);
    await reopen();
    follower.start();
    await is('stopped');
    expect(follower.state().lastError).toMatch(/ends at 2, before the checkpoint 3/);
  });

  it('stops when the log has another event at its checkpoint, though it goes on beyond', async () => {
    await append(3);
    follower.start();
    await reaches(3);
    await follower.stop();
    bus.events.splice(2);
    await append(4);
    await reopen();
    follower.start();
    await is('stopped');
    expect(follower.state().lastError).toMatch(/another event at the checkpoint 3/);
    expect(applied()).toEqual([1, 2, 3]);
  });

  it('stops when the bus refuses its checkpoint as one that the log does not have', async () => {
    await append(2);
    follower.start();
    await reaches(2);
    await reopen();
    bus.follow = async () => {
      throw new BusRefused(409, 'log.position_unknown', 'refused');
    };
    follower.start();
    await is('stopped');
    expect(follower.state().lastError).toMatch(/ends before the checkpoint 2/);
  });

  it('knows the epoch of what it has applied, also while the bus is away, and not that of another history', async () => {
    expect(follower.epoch).toBeUndefined();
    await append(2);
    follower.start();
    await reaches(2);
    expect(follower.epoch).toBe('epoch-1');
    await reopen();
    expect(follower.epoch).toBe('epoch-1');
    bus.epoch = 'epoch-2';
    follower.start();
    await eventually(() => expect(follower.epoch).toBe('epoch-2'));
    await follower.stop();
    bus.events.splice(1);
    await append(3);
    bus.epoch = 'epoch-3';
    await reopen();
    follower.start();
    await is('stopped');
    expect(follower.epoch).not.toBe('epoch-3');
  });

  it('stops when the bus has another log, and leaves the stream', async () => {
    await append(2);
    follower.start();
    await reaches(2);
    await reopen();
    bus.otherLog = 'another';
    follower.start();
    await is('stopped');
    expect(follower.state().lastError).toMatch(
      /it has log another, not .+ Give the bus its own log back, or/,
    );
    expect(applied()).toEqual(through(2));
    expect(bus.streams).toBe(0);
  });

  describe('readiness', () => {
    const ready = () => follower.readiness().ready;

    it('comes with an empty log at once', async () => {
      expect(ready()).toBe(false);
      follower.start();
      await eventually(() => expect(ready()).toBe(true));
    });

    it('comes only when everything of the start is applied', async () => {
      await append(3);
      bus.paused = true;
      follower.start();
      await is('catching-up');
      expect(ready()).toBe(false);
      bus.paused = false;
      await reaches(3);
      expect(ready()).toBe(true);
    });

    it('does not come while the bus is away and nothing was ever applied', async () => {
      bus.down = true;
      follower.start();
      await eventually(() => expect(follower.state().lastError).not.toBeNull());
      expect(ready()).toBe(false);
    });

    it('comes with a checkpoint from before once the bus turns out to be away, and not sooner', async () => {
      await append(2);
      follower.start();
      await reaches(2);
      await reopen();
      bus.down = true;
      expect(ready()).toBe(false);
      follower.start();
      await eventually(() => expect(ready()).toBe(true));
    });

    it('does not come with a rebuild that was interrupted while the bus is away', async () => {
      await append(150);
      check = ({ position }) => {
        if (position === 100) bus.paused = true;
      };
      follower.start();
      await reaches(100);
      await reopen();
      bus.down = true;
      follower.start();
      await eventually(() => expect(follower.state().lastError).not.toBeNull());
      expect(ready()).toBe(false);
    });

    it('goes again while the bus is back and there is something to catch up with', async () => {
      await append(2);
      follower.start();
      await reaches(2);
      await reopen();
      bus.down = true;
      follower.start();
      await eventually(() => expect(ready()).toBe(true));
      bus.paused = true;
      bus.down = false;
      await append(1);
      await is('catching-up');
      expect(ready()).toBe(false);
    });
  });

  describe('catchUp', () => {
    it('resolves when everything is applied that the log holds at this moment', async () => {
      follower.start();
      await append(150);
      expect(await follower.catchUp({ timeoutMs: 20_000 })).toBe('caught-up');
      expect(applied()).toEqual(through(150));
    });

    it('says so when that takes too long', async () => {
      bus.paused = true;
      follower.start();
      await append(1);
      expect(await follower.catchUp({ timeoutMs: 20 })).toBe('behind');
    });

    it('says so when the bus cannot be asked', async () => {
      bus.down = true;
      expect(await follower.catchUp({ timeoutMs: 20 })).toBe('unreachable');
    });
  });

  describe('applied', () => {
    it('resolves true once the position is applied, and asks the bus for nothing', async () => {
      follower.start();
      const waiting = follower.applied(3, { timeoutMs: 20_000 });
      bus.logState = () => Promise.reject(new Error('asked'));
      await append(3);
      expect(await waiting).toBe(true);
      expect(await follower.applied(2, { timeoutMs: 0 })).toBe(true);
    });

    it('resolves false in time, or at once when nobody waits any more or the follower has stopped', async () => {
      follower.start();
      expect(await follower.applied(1, { timeoutMs: 20 })).toBe(false);
      const gone = new AbortController();
      const waiting = follower.applied(1, { timeoutMs: 600_000, signal: gone.signal });
      gone.abort();
      expect(await waiting).toBe(false);
      expect(await follower.applied(1, { timeoutMs: 600_000, signal: gone.signal })).toBe(false);
    });
  });

  it('leaves the list of followers when it stops, if it does not come back', async () => {
    open({ leaveOnStop: true });
    await append(1);
    follower.start();
    await reaches(1);
    expect(bus.forgotten).toEqual([]);
    await follower.stop();
    expect(bus.forgotten).toEqual(['one']);
  });

  it.each([
    ['it comes back', false, false],
    ['the bus is away', true, true],
  ])('stays on the list of followers when it stops and %s', async (_when, leaveOnStop, isAway) => {
    open({ leaveOnStop });
    follower.start();
    await is('live');
    bus.down = isAway;
    await follower.stop();
    expect(bus.forgotten).toEqual([]);
  });

  it('reports its checkpoint to the bus, also after the bus was away', async () => {
    await append(2);
    follower.start();
    await eventually(() =>
      expect(bus.reports.at(-1)).toMatchObject({ instance: 'one', checkpoint: 2, error: null }),
    );
    bus.down = true;
    bus.down = false;
    await append(1);
    await eventually(() => expect(bus.reports.at(-1)).toMatchObject({ checkpoint: 3 }));
  });
});
