import { createLogger, Follower, SetAsideQueue } from '../src/index';
import { eventually } from './eventually';
import { FaultyBus } from './faulty-bus';
import { StoreFolder } from './store-folder';

const MANY = 3_000;
/** Values that may be read in one turn of the event loop, whatever is asked for. */
const READ_IN_A_TURN_MAX = 600;

describe('SetAsideQueue', () => {
  let folder: StoreFolder;
  let queue: SetAsideQueue;
  let read: jest.SpyInstance;

  beforeEach(() => {
    folder = new StoreFolder();
    queue = new SetAsideQueue({ store: folder.store, from: 'log', eventsMax: 10_000 });
    read = jest.spyOn(JSON, 'parse');
  });
  afterEach(async () => {
    read.mockRestore();
    await folder.remove();
  });

  const add = (keys: readonly number[], sequence?: string) =>
    folder.store.transaction(() => {
      for (const key of keys) {
        queue.add({ key, type: 'Counted', source: '/s', id: `e${key}` }, { sequence, reason: 'bad' });
      }
    });
  const through = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
  const queuedKeys = () =>
    queue
      .list({ after: 0, limit: MANY })
      .filter(({ queued }) => queued)
      .map(({ key }) => key);

  /** The most values that were read in one turn of the event loop while some work was done. */
  async function readInATurn(work: () => Promise<unknown>): Promise<number> {
    let most = 0;
    let isDone = false;
    read.mockClear();
    const done = work().finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, read.mock.calls.length);
      read.mockClear();
    }
    await done;
    return most;
  }

  it.each([
    ['retry all', () => queue.retry('all')],
    ['retry a long sequence', () => queue.retry({ sequence: 'long' })],
    ['give all up', () => queue.discard('all', 'a test')],
    ['give a long sequence up', () => queue.discard({ sequence: 'long' }, 'a test')],
  ])('blocks the event loop for a few hundred events at a time when many ask to %s', async (_what, ask) => {
    await add(through(MANY / 2));
    await add(
      through(MANY / 2).map((key) => key + MANY / 2),
      'long',
    );
    const most = await readInATurn(() => Promise.all(Array.from({ length: 50 }, ask)));
    expect(most).toBeLessThanOrEqual(READ_IN_A_TURN_MAX);
  });

  it('tells each of many that ask at once how many wait, and goes through them for all together', async () => {
    await add(through(MANY));
    read.mockClear();
    const counts = await Promise.all(Array.from({ length: 50 }, () => queue.retry('all')));
    expect(new Set(counts)).toEqual(new Set([MANY]));
    expect(read.mock.calls.length).toBeLessThan(2 * MANY);
    expect(queuedKeys()).toHaveLength(MANY);
  });

  it('reads none of those that nobody asked for to find the next one to retry', async () => {
    await add(through(MANY));
    read.mockClear();
    expect(queue.nextQueued(0)).toBeUndefined();
    await queue.retry({ key: MANY });
    expect(queue.nextQueued(0)?.key).toBe(MANY);
    expect(read.mock.calls.length).toBeLessThan(5);
  });

  it('tries none of a sequence while the whole of it is given up', async () => {
    await add(through(MANY), 'long');
    const tried: (number | undefined)[] = [];
    queue.onChange(() => tried.push(queue.nextQueued(0)?.key));
    expect(await queue.discard('all', 'a test')).toBe(MANY);
    expect(tried.length).toBeGreaterThan(1);
    expect(new Set(tried)).toEqual(new Set([undefined]));
    expect([queue.count, queue.discarded({ after: 0, limit: MANY }).length]).toEqual([0, MANY]);
  });

  it('retries a sequence from an earlier event on that is set aside only after a later one was queued', async () => {
    await add([5], 'a');
    await queue.retry({ key: 5 });
    await add([3], 'a');
    expect(queue.nextQueued(0)?.key).toBe(3);
    expect(queuedKeys()).toEqual([3, 5]);
    await queue.settle(3, () => 'still bad');
    expect(queue.nextQueued(0)).toBeUndefined();
    expect(queuedKeys()).toEqual([]);
  });

  it('has what an earlier build stored, which noted with each event whether it was queued', async () => {
    await add([1, 2]);
    const table = folder.store.table<object, number>('set-aside-log');
    await folder.store.transaction(() => void table.put(1, { ...table.get(1), queued: true }));
    const bus = new FaultyBus();
    bus.down = true;
    const follower = new Follower({
      name: 'test',
      instance: 'one',
      store: folder.store,
      bus,
      logger: createLogger({ name: 't', level: 'silent' }),
      apply: () => {},
      build: 'the next',
    });
    follower.start();
    await eventually(() => expect(queuedKeys()).toEqual([1, 2]));
    await follower.stop();
    await queue.discard({ key: 1 }, 'a test');
    expect(queue.discarded({ after: 0, limit: 1 })).toMatchObject([{ key: 1, reason: 'bad' }]);
    expect(queue.discarded({ after: 0, limit: 1 })[0]).not.toHaveProperty('queued');
  });
});
