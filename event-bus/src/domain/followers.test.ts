import { MemoryEventLog } from '@blog/event-log/memory';
import type { FollowerRecord } from './follower-store';
import { Followers } from './followers';

const DAY_MS = 24 * 3_600_000;

describe('Followers', () => {
  let nowMs: number;
  let stored: Map<string, FollowerRecord>;
  let followers: Followers;
  const open = ({ followersMax = 5 } = {}) =>
    new Followers({
      log: new MemoryEventLog(),
      store: {
        list: () => [...stored.values()],
        save: async (record) => void stored.set(`${record.name} ${record.instance}`, record),
        remove: async ({ name, instance }) => void stored.delete(`${name} ${instance}`),
      },
      logger: { warn: () => {}, error: () => {} },
      followersMax,
      instancesMax: 2,
      nowMs: () => nowMs,
    });
  beforeEach(() => {
    nowMs = DAY_MS;
    stored = new Map();
    followers = open();
  });

  const reader = (name: string, instance = '-') => ({ name, instance });
  const report = (name: string, instance?: string, address = 'here') =>
    followers.report({
      ...reader(name, instance),
      address,
      checkpoint: 0,
      error: null,
      setAside: 0,
      setAsideReason: null,
    });
  const connect = (name: string, { instance = '-', address = 'here', close = () => {} } = {}) =>
    followers.connect({ name, instance, address, close, position: 0 });
  const listed = async () => (await followers.list()).map(({ name }) => name);
  const areKnown = (...names: string[]) => names.map((name) => followers.isKnown(reader(name)));
  /** As a service does. */
  const establish = (name: string, options?: Parameters<typeof connect>[1]) => {
    const connection = connect(name, options);
    report(name, options?.instance);
    return connection;
  };
  const runFor = (name: string, ms: number, options?: Parameters<typeof connect>[1]) => {
    const connection = establish(name, options);
    nowMs += ms;
    connection.close();
  };

  it('lets none of a thousand unknown ones take the place of one that has read and reported, even while it is down', async () => {
    runFor('service', 2);
    nowMs += 1;
    for (let n = 0; n < 1_000; n += 1) report(`fake-${n}`);
    expect(await listed()).toEqual(['fake-996', 'fake-997', 'fake-998', 'fake-999', 'service']);
    expect(followers.hasPlace(reader('service'))).toBe(true);
    connect('service');
  });

  it('takes one that only reads for established after a minute, and one that only reports never', () => {
    const connection = connect('reader');
    report('reporter');
    nowMs += 59_999;
    connection.sent(1);
    report('reporter');
    expect(followers.isKnown(reader('reader'))).toBe(false);
    nowMs += 1;
    connection.close();
    report('reporter');
    expect(followers.isKnown(reader('reader'))).toBe(true);
    expect(followers.isKnown(reader('reporter'))).toBe(false);
  });

  it('keeps the place of one that is down for as long as it was connected in total, also over a restart', () => {
    runFor('service', 60_000);
    nowMs += 59_999;
    runFor('service', 40_000);
    nowMs += 99_999;
    followers = open();
    expect(areKnown('service')).toEqual([true]);
    nowMs += 1;
    expect(areKnown('service')).toEqual([false]);
  });

  it('keeps no place for longer than a week', async () => {
    runFor('service', 30 * DAY_MS);
    nowMs += 7 * DAY_MS - 1;
    expect(areKnown('service')).toEqual([true]);
    nowMs += 1;
    expect(areKnown('service')).toEqual([false]);
    for (let n = 0; n < 5; n += 1) report(`new-${n}`);
    expect(await listed()).not.toContain('service');
  });

  it('keeps no place for one that only reports any more', () => {
    runFor('fake', 65_000);
    nowMs += 64_999;
    report('fake');
    nowMs += 1;
    report('fake');
    expect(areKnown('fake')).toEqual([false]);
  });

  it('writes down how long a reader was connected while it reads', () => {
    const connection = connect('reader');
    nowMs += DAY_MS;
    connection.sent(1);
    nowMs += DAY_MS;
    followers = open();
    expect(areKnown('reader')).toEqual([false]);
    nowMs -= 1;
    expect(areKnown('reader')).toEqual([true]);
  });

  it('knows them again after a restart, and for a week those of a build that did not count', () => {
    runFor('service', 1_000);
    report('fake');
    const { name: _, ...known } = stored.get('service -') as FollowerRecord;
    const { established, connectedMs, connectedAtMs, address, ...old } = known;
    stored.set('old -', { ...old, name: 'old' });
    stored.set('former -', { ...old, established: true, name: 'former' });
    followers = open();
    expect(areKnown('service', 'fake', 'old', 'former')).toEqual([true, false, true, true]);
    nowMs += 7 * DAY_MS - 1;
    expect(areKnown('service', 'old', 'former')).toEqual([false, true, true]);
    nowMs += 1;
    expect(areKnown('old', 'former')).toEqual([false, false]);
  });

  it('refuses one more when all are connected or established, and says which limit it was', () => {
    for (let n = 0; n < 5; n += 1) establish(`service-${n}`);
    expect(() => report('one-more')).toThrow(/5 followers \(FOLLOWERS_MAX\)/);
    expect(() => connect('one-more')).toThrow(expect.objectContaining({ code: 'follower.too_many' }));
  });

  it('gives no name more than its share', () => {
    connect('query', { instance: 'a' });
    connect('query', { instance: 'b' });
    expect(() => connect('query', { instance: 'c' })).toThrow(
      /2 instances of one follower \(FOLLOWER_INSTANCES_MAX\)/,
    );
    connect('other', { instance: 'c' });
  });

  it('gives an established one a place beside the shares, and a second while the first has not yet ended', () => {
    expect(followers.hasPlace(reader('service'))).toBe(false);
    establish('service');
    expect(followers.hasPlace(reader('service'))).toBe(true);
    connect('service');
    expect(followers.hasPlace(reader('service'))).toBe(false);
  });

  describe('when its register is full of connected ones', () => {
    it('gives one of another address the place of the one of the largest share that was connected least', async () => {
      const ended: string[] = [];
      const crowd = (name: string) => establish(name, { address: 'crowd', close: () => ended.push(name) });
      establish('service', { address: 'elsewhere' });
      for (const n of [1, 2, 3, 4]) {
        crowd(`fake-${n}`);
        nowMs += 65_000;
      }
      connect('new', { address: 'elsewhere' });
      expect(ended).toEqual(['fake-4']);
      expect(await listed()).toEqual(['fake-1', 'fake-2', 'fake-3', 'new', 'service']);
      expect(() => crowd('fake-4')).toThrow(expect.objectContaining({ code: 'follower.too_many' }));
      expect(() => connect('another', { address: 'elsewhere' })).toThrow(/and no share is larger/);
    });

    it('no longer knows one that gave way, even when its stream ends afterwards', async () => {
      const [first] = [1, 2, 3, 4, 5].map((n) => {
        const connection = establish(`fake-${n}`, { address: 'crowd', close: () => connection.close() });
        return connection;
      });
      connect('new', { address: 'elsewhere' });
      first?.sent(1);
      expect(await listed()).toEqual(['fake-1', 'fake-2', 'fake-3', 'fake-4', 'new']);
      followers = open();
      expect(await listed()).toEqual(['fake-1', 'fake-2', 'fake-3', 'fake-4', 'new']);
    });

    it('takes those that are down, but have earned their places, as part of their share', async () => {
      const crowd = [1, 2, 3, 4, 5].map((n) => establish(`fake-${n}`, { address: 'crowd' }));
      nowMs += DAY_MS / 2;
      for (const connection of crowd) connection.close();
      followers = open();
      expect(areKnown('fake-1', 'fake-5')).toEqual([true, true]);
      connect('new', { address: 'elsewhere' });
      expect(await listed()).toEqual(['fake-1', 'fake-2', 'fake-3', 'fake-4', 'new']);
    });

    it('takes nothing of a small share, from however many addresses the others come', async () => {
      followers = open({ followersMax: 100 });
      for (const name of ['posts', 'query']) establish(name, { address: 'here' });
      for (let n = 3; n <= 100; n += 1) establish(`fake-${n}`, { address: `address-${n}` });
      expect(() => connect('fake', { address: 'another' })).toThrow(
        expect.objectContaining({ code: 'follower.too_many' }),
      );
      expect(areKnown('posts', 'query')).toEqual([true, true]);
    });

    it('leaves one that was connected for a day its place, whatever its share, also over a restart', async () => {
      const services = [1, 2, 3].map((n) => establish(`service-${n}`, { address: 'proxy' }));
      nowMs += DAY_MS;
      for (const connection of services) connection.close();
      followers = open();
      connect('a', { address: 'a' });
      connect('b', { address: 'b' });
      expect(() => connect('c', { address: 'c' })).toThrow(/5 followers \(FOLLOWERS_MAX\)/);
      expect(await listed()).toEqual(['a', 'b', 'service-1', 'service-2', 'service-3']);
    });

    it('shares the instances of a name in the same way', async () => {
      const close = jest.fn();
      establish('query', { instance: 'a', address: 'crowd', close });
      establish('query', { instance: 'b', address: 'crowd', close });
      connect('query', { instance: 'c', address: 'elsewhere' });
      expect(close).toHaveBeenCalledTimes(1);
      expect((await followers.list()).map(({ instance }) => instance)).toEqual(['a', 'c']);
    });

    it('always lets one that it knows come back', () => {
      runFor('service', 60_000, { address: 'crowd' });
      for (const n of [1, 2, 3, 4]) establish(`fake-${n}`, { address: 'crowd' });
      connect('service', { address: 'somewhere-new' });
      expect(areKnown('service')).toEqual([true]);
    });
  });
});
