import { CheckpointKeeper } from '../src/checkpoint-keeper';
import { createLogger, Follower, type StoredEvent } from '../src/index';
import { isCheckpoint } from '../src/log-item';
import { eventually } from './eventually';
import { FaultyBus } from './faulty-bus';
import { StoreFolder } from './store-folder';

describe('a follower of some types', () => {
  let folder: StoreFolder;
  let bus: FaultyBus;
  let follower: Follower;
  let check: (event: StoredEvent) => void;

  type Options = Pick<ConstructorParameters<typeof Follower>[0], 'types' | 'replayable'>;
  const open = (options: Options = { types: ['A', 'B'] }) => {
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
  const reopen = async (options?: Options) => {
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

  /** Appends an event of each type, which is named by one letter. */
  const append = async (types: string) => {
    for (const type of types) await bus.append({ type });
  };
  const applied = () =>
    Array.from(folder.store.table<number, number>('applied').getRange(), ({ value }) => value);
  const reaches = (position: number) => eventually(() => expect(follower.checkpoint).toBe(position));
  const is = (status: string) => eventually(() => expect(follower.state().status).toBe(status));
  const stored = () => new CheckpointKeeper(folder.store, undefined).current;

  it('applies these, each once and in order, and comes past all others', async () => {
    await append('ACBC');
    follower.start();
    await reaches(4);
    await append('CCA');
    await reaches(7);
    await append('CC');
    await reaches(9);
    expect(applied()).toEqual([1, 3, 7]);
    expect(follower.state()).toMatchObject({ status: 'live', lastError: null });
  });

  it('is ready once it has come past everything of the start, also if none of it was wanted', async () => {
    await append('CCC');
    bus.paused = true;
    follower.start();
    await is('catching-up');
    expect(follower.readiness().ready).toBe(false);
    bus.paused = false;
    await reaches(3);
    expect(follower.readiness().ready).toBe(true);
    expect(stored()).toMatchObject({ position: 3, caughtUp: true });
  });

  it('catches up through what it does not want', async () => {
    follower.start();
    await append('ACC');
    expect(await follower.catchUp({ timeoutMs: 20_000 })).toBe('caught-up');
    expect(follower.checkpoint).toBe(3);
  });

  it('writes nothing to disk for events that it does not want, but when it stops', async () => {
    await append('A');
    follower.start();
    await reaches(1);
    const transaction = jest.spyOn(folder.store, 'transaction');
    for (let position = 2; position <= 30; position += 1) {
      await append('C');
      await reaches(position);
    }
    expect(transaction).not.toHaveBeenCalled();
    expect(stored()?.position).toBe(1);
    await reopen();
    expect(follower.checkpoint).toBe(30);
  });

  it('stores its progress now and then, so that little is looked through again', async () => {
    await append('A');
    follower.start();
    await reaches(1);
    const event = bus.events[0] as StoredEvent;
    for (let position = 2; position <= 10_500; position += 1) {
      bus.events.push({ ...event, type: 'C', id: `c-${position}`, position });
    }
    await append('C');
    await reaches(10_501);
    expect(stored()?.position).toBeGreaterThan(10_000);
  });

  it('goes on from the last change if its progress beyond was lost, and applies nothing twice', async () => {
    await append('AB');
    follower.start();
    await reaches(2);
    await append('CC');
    await reaches(4);
    jest.spyOn(folder.store, 'transaction').mockRejectedValueOnce(new Error('killed'));
    await reopen();
    expect(follower.checkpoint).toBe(2);
    await append('A');
    follower.start();
    await reaches(5);
    expect(applied()).toEqual([1, 2, 5]);
  });

  it('stops when the log has another event at its checkpoint, which is one that it did not want', async () => {
    await append('AC');
    follower.start();
    await reaches(2);
    await follower.stop();
    bus.events.splice(1);
    await append('CCC');
    await reopen();
    follower.start();
    await is('stopped');
    expect(follower.state().lastError).toMatch(/another event at the checkpoint 2/);
  });

  it('connects again if it is told of progress though it is to get every event', async () => {
    await reopen({});
    await append('AAA');
    let isFirst = true;
    bus.tamper = (block) => {
      if (!isFirst) return block;
      isFirst = false;
      const last = block.at(-1) as StoredEvent;
      return [{ checkpoint: last.position, id: last.id }];
    };
    follower.start();
    await reaches(3);
    expect(applied()).toEqual([1, 2, 3]);
  });

  it('takes an event with an attribute named checkpoint for an event', async () => {
    const event = { ...(await bus.append({ type: 'A' })), checkpoint: 5 };
    expect(isCheckpoint(event)).toBe(false);
  });

  it('goes on with fewer types', async () => {
    await append('ABC');
    follower.start();
    await reaches(3);
    await reopen({ types: ['B'] });
    await append('AB');
    follower.start();
    await reaches(5);
    expect(applied()).toEqual([1, 2, 5]);
    expect(stored()?.types).toEqual(['B']);
  });

  it('goes on after a build that followed all types', async () => {
    await reopen({});
    await append('ABC');
    follower.start();
    await reaches(3);
    await reopen();
    await append('AC');
    follower.start();
    await reaches(5);
    expect(applied()).toEqual([1, 2, 3, 4]);
  });

  describe('that follows more than the build before', () => {
    beforeEach(async () => {
      await append('ACBC');
      follower.start();
      await reaches(4);
    });

    it.each([
      [
        'names what it has missed',
        { types: ['C', 'A', 'B'] },
        /up to the checkpoint 4: C\. Delete this data folder/,
      ],
      ['says so of all types', {}, /up to the checkpoint 4: all types but A, B\. Delete this data folder/],
    ])('stops, changes nothing, and %s', async (_what, options, message) => {
      await reopen(options);
      follower.start();
      await is('stopped');
      expect(follower.state().lastError).toMatch(message);
      expect(follower.readiness().ready).toBe(false);
      expect(stored()).toMatchObject({ position: 4, types: ['A', 'B'] });
      expect(applied()).toEqual([1, 3]);
    });

    it('goes on with the types of the build before', async () => {
      await reopen({ types: ['A', 'B', 'C'] });
      follower.start();
      await is('stopped');
      await reopen({ types: ['A', 'B'] });
      await append('B');
      follower.start();
      await reaches(5);
      expect(applied()).toEqual([1, 3, 5]);
    });

    const more = { types: ['A', 'B', 'C'], replayable: true };

    it('applies everything again from the beginning if that changes nothing, and is not ready before', async () => {
      await reopen(more);
      bus.paused = true;
      follower.start();
      await is('catching-up');
      expect(follower.readiness().ready).toBe(false);
      bus.paused = false;
      await is('live');
      expect([applied(), follower.checkpoint]).toEqual([[1, 3, 1, 2, 3, 4], 4]);
      expect(follower.readiness().ready).toBe(true);
      expect(stored()).toMatchObject({ position: 4, types: ['A', 'B', 'C'] });
    });

    it('goes on where it was interrupted', async () => {
      await reopen(more);
      check = ({ position }) => {
        if (position === 2) bus.paused = true;
      };
      for (let n = 0; n < 200; n += 1)
        bus.events.push({ ...(bus.events[3] as StoredEvent), position: 5 + n, id: `${n}` });
      follower.start();
      await eventually(() => expect(follower.checkpoint).toBeGreaterThan(4));
      const reached = follower.checkpoint;
      await reopen(more);
      check = () => {};
      expect(follower.hasCaughtUp).toBe(false);
      bus.paused = false;
      follower.start();
      await reaches(204);
      const all = Array.from({ length: 204 }, (_, index) => index + 1);
      expect(reached).toBeLessThan(204);
      expect(applied()).toEqual([1, 3, ...all]);
    });

    it('leaves alone what is set aside, or was discarded, and what waits behind it', async () => {
      for (const subject of ['a', 'b', 'a']) await bus.append({ type: 'A', subject });
      check = ({ position }) => {
        if (position === 5 || position === 6) throw new Error('no such title');
      };
      await reaches(7);
      await follower.setAside.discard({ key: 6 }, 'a test');
      await eventually(() => expect(follower.setAside.count).toBe(2));
      await reopen(more);
      follower.start();
      await reaches(7);
      await is('live');
      expect(applied()).toEqual([1, 3, 1, 2, 3, 4]);
      expect(follower.setAside.list({ after: 0, limit: 9 })).toMatchObject([
        { key: 5, attempts: 1 },
        { key: 7, attempts: 0 },
      ]);
    });
  });

  it.each([[['A,B']], [Array.from({ length: 101 }, (_, n) => `T${n}`)]])(
    'refuses types that the bus could not be asked for',
    (types) => expect(() => open({ types })).toThrow(/Expected at most 100 types without commas/),
  );
});
