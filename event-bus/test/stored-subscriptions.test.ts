import { StoreFolder } from '../../service-kit/test/store-folder';
import type { SubscriptionRecord } from '../src/domain/subscription';
import { StoredSubscriptions } from '../src/storage/stored-subscriptions';

const MANY = 3_000;
/** Stored values that may be read in one turn of the event loop, whatever is asked for. */
const READ_IN_A_TURN_MAX = 600;
const record = { name: 'sub', cursor: 0 } as Partial<SubscriptionRecord> as SubscriptionRecord;

describe('StoredSubscriptions', () => {
  let folder: StoreFolder;
  let subscriptions: StoredSubscriptions;
  let read: jest.SpyInstance;

  beforeEach(() => {
    folder = new StoreFolder();
    subscriptions = new StoredSubscriptions(folder.store);
    read = jest.spyOn(JSON, 'parse');
  });
  afterEach(async () => {
    read.mockRestore();
    await folder.remove();
  });

  it('reads what an earlier build stored, which has fewer settings', async () => {
    await subscriptions.save(record);
    expect(subscriptions.list()).toEqual([{ ...record, order: 'log', prompt: false, handshake: false }]);
  });

  const event = (position: number, queued = false) => ({
    position,
    reason: 'refused',
    attempts: 1,
    parkedAt: '2026-01-01T00:00:00.000Z',
    queued,
  });
  const park = (count: number, name = 'sub') =>
    Promise.all(
      Array.from({ length: count }, (_, n) => subscriptions.park({ ...record, name }, event(n + 1))),
    );
  const queued = () =>
    subscriptions
      .parked('sub', { after: 0, limit: MANY })
      .filter((one) => one.queued)
      .map(({ position }) => position);

  it.each([
    ['redelivered', () => subscriptions.queueParked('sub', 'all')],
    ['removed', () => subscriptions.removeParked('sub', 'all')],
  ])(
    'blocks the event loop for a few hundred events at a time when many ask for all to be %s',
    async (_what, ask) => {
      await park(MANY);
      let isDone = false;
      let most = 0;
      read.mockClear();
      const work = Promise.all(Array.from({ length: 50 }, ask)).finally(() => {
        isDone = true;
      });
      while (!isDone) {
        await new Promise((resolve) => setImmediate(resolve));
        most = Math.max(most, read.mock.calls.length);
        read.mockClear();
      }
      expect((await work)[0]).toBe(MANY);
      expect(most).toBeLessThanOrEqual(READ_IN_A_TURN_MAX);
    },
  );

  it('goes through all that are parked once for many that ask at once, and tells each how many there are', async () => {
    await park(MANY);
    read.mockClear();
    const ask = () => subscriptions.queueParked('sub', 'all');
    expect(new Set(await Promise.all(Array.from({ length: 50 }, ask)))).toEqual(new Set([MANY]));
    expect(read.mock.calls.length).toBeLessThan(2 * MANY);
    expect(queued()).toHaveLength(MANY);
  });

  it('reads none of those that failed again, or that nobody asked for, to find the next one to redeliver', async () => {
    await park(MANY);
    await subscriptions.queueParked('sub', MANY);
    await subscriptions.queueParked('sub', 7);
    read.mockClear();
    expect(subscriptions.firstQueued('sub')?.position).toBe(7);
    await subscriptions.updateParked('sub', event(7));
    expect(subscriptions.firstQueued('sub')?.position).toBe(MANY);
    await subscriptions.removeParked('sub', MANY);
    expect(subscriptions.firstQueued('sub')).toBeUndefined();
    expect(read.mock.calls.length).toBeLessThan(10);
  });

  it('counts what is parked and knows what is queued as before once it is opened again', async () => {
    await park(5);
    await park(2, 'other');
    await subscriptions.queueParked('sub', 'all');
    await subscriptions.removeParked('sub', 1);
    await subscriptions.updateParked('sub', event(2));
    subscriptions = new StoredSubscriptions(await folder.reopen());
    expect(queued()).toEqual([3, 4, 5]);
    expect(subscriptions.firstQueued('sub')?.position).toBe(3);
    expect([subscriptions.parkedCount('sub'), subscriptions.parkedCount('other')]).toEqual([4, 2]);
    expect(subscriptions.firstQueued('other')).toBeUndefined();
    await subscriptions.remove('sub');
    expect([subscriptions.parkedCount('sub'), subscriptions.parkedCount('other')]).toEqual([0, 2]);
  });

  it('brings nothing back that was thrown away in the moment in which it was queued', async () => {
    await park(2);
    await Promise.all([
      subscriptions.queueParked('sub', 1),
      subscriptions.removeParked('sub', 1),
      subscriptions.updateParked('sub', event(1, true)),
      subscriptions.queueParked('sub', 2),
    ]);
    expect(subscriptions.firstQueued('sub')?.position).toBe(2);
    expect(subscriptions.parkedCount('sub')).toBe(1);
  });
});
