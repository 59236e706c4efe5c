import { createLogger, DomainError, Follower, type StoredEvent } from '../src/index';
import { eventually } from './eventually';
import { FaultyBus } from './faulty-bus';
import { StoreFolder } from './store-folder';

describe('Follower', () => {
  let folder: StoreFolder;
  let bus: FaultyBus;
  let follower: Follower;
  /** Throws on the events that cannot be applied. */
  let check: (event: StoredEvent) => void;

  const open = (options: { skip?: ReadonlySet<number>; leaveOnStop?: boolean } = {}) => {
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
      ...options,
    });
  };
  const reopen = async (options: { skip?: ReadonlySet<number> } = {}) => {
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
      throw new DomainError('storage.corrupt', 'A value of the table posts does not match its checksum.');
    };
    await append(1);
    follower.start();
    await is('stopped');
    expect(follower.state().lastError).toMatch(
      /its checksum\. Delete this data folder to rebuild it from the log\.$/,
    );
  });

  describe('at an event that it cannot apply', () => {
    beforeEach(async () => {
      check = ({ position }) => {
        if (position === 3) throw new Error('no such title');
      };
      await append(5);
      follower.start();
      await is('stopped');
    });

    it('stops with everything before it applied, and nothing of it', () => {
      expect(applied()).toEqual([1, 2]);
      expect(follower.checkpoint).toBe(2);
    });

    it('names the event in its readiness and at the bus, with what to do', async () => {
      const message =
        'Cannot apply event 3 (Counted): no such title. Mend the code and start again, or leave the ' +
        'event out with SKIP_POSITIONS=3.';
      expect(follower.readiness()).toEqual({
        ready: false,
        checks: { follower: { status: 'stopped', checkpoint: 2, lastError: message } },
      });
      await eventually(() => expect(bus.reports.at(-1)).toMatchObject({ checkpoint: 2, error: message }));
    });

    it('leaves its stream, and stays stopped', async () => {
      expect(bus.streams).toBe(0);
      await append(1);
      expect(await follower.catchUp({ timeoutMs: 20 })).toBe('behind');
    });

    it('stops at it again after a restart', async () => {
      await reopen();
      follower.start();
      await is('stopped');
      expect(applied()).toEqual([1, 2]);
    });

    it('goes on without it when told to skip it', async () => {
      await reopen({ skip: new Set([3]) });
      follower.start();
      await reaches(5);
      expect(applied()).toEqual([1, 2, 4, 5]);
    });
  });

  it('connects again instead of skipping when a position is missing', async () => {
    await append(5);
    let isFirst = true;
    bus.tamper = (block) => {
      const whole = !isFirst;
      isFirst = false;
      return whole ? block : block.filter(({ position }) => position !== 3);
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
      expect(await follower.catchUp({ timeoutMs: 10_000 })).toBe('caught-up');
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
      expect(bus.reports.at(-1)).toEqual({ instance: 'one', checkpoint: 2, error: null }),
    );
    bus.down = true;
    bus.down = false;
    await append(1);
    await eventually(() => expect(bus.reports.at(-1)).toMatchObject({ checkpoint: 3 }));
  });
});
