import type { EventLog } from './event-log';
import type { FollowerRecord } from './follower-store';
import { Followers } from './followers';

const DAY_MS = 24 * 3_600_000;

describe('Followers', () => {
  let nowMs: number;
  let stored: Map<string, FollowerRecord>;
  let followers: Followers;
  const open = () =>
    new Followers({
      log: { head: 0 } as EventLog,
      store: {
        list: () => [...stored.values()],
        save: async (record) => void stored.set(`${record.name} ${record.instance}`, record),
        remove: async ({ name, instance }) => void stored.delete(`${name} ${instance}`),
      },
      logger: { warn: () => {}, error: () => {} },
      followersMax: 5,
      instancesMax: 2,
      nowMs: () => nowMs,
    });
  beforeEach(() => {
    nowMs = DAY_MS;
    stored = new Map();
    followers = open();
  });

  const reader = (name: string, instance = '-') => ({ name, instance });
  const report = (name: string, instance?: string) =>
    followers.report({
      ...reader(name, instance),
      checkpoint: 0,
      error: null,
      setAside: 0,
      setAsideReason: null,
    });
  const connect = (name: string, instance?: string) =>
    followers.connect({ ...reader(name, instance), position: 0 });
  const listed = async () => (await followers.list()).map(({ name }) => name);
  /** As a service does. */
  const establish = (name: string) => {
    const connection = connect(name);
    report(name);
    return connection;
  };

  it('lets none of a thousand unknown ones take the place of one that has read and reported, even while it is down', async () => {
    establish('service').close();
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

  it('knows them again after a restart, also those of a build that did not tell them apart', async () => {
    establish('service');
    report('fake');
    const { established: _, ...old } = { ...(stored.get('fake -') as FollowerRecord), name: 'old' };
    stored.set('old -', old);
    followers = open();
    expect(['service', 'fake', 'old'].map((name) => followers.isKnown(reader(name)))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('forgets that it knew one that has been down for a week', async () => {
    establish('service').close();
    nowMs += 7 * DAY_MS - 1;
    expect(followers.isKnown(reader('service'))).toBe(true);
    nowMs += 1;
    expect(followers.isKnown(reader('service'))).toBe(false);
    for (let n = 0; n < 5; n += 1) report(`new-${n}`);
    expect(await listed()).not.toContain('service');
  });

  it('refuses one more when all are connected or established, and says which limit it was', () => {
    for (let n = 0; n < 5; n += 1) establish(`service-${n}`);
    expect(() => report('one-more')).toThrow(/5 followers \(FOLLOWERS_MAX\)/);
    expect(() => connect('one-more')).toThrow(expect.objectContaining({ code: 'follower.too_many' }));
  });

  it('gives no name more than its share', () => {
    connect('query', 'a');
    connect('query', 'b');
    expect(() => connect('query', 'c')).toThrow(/2 instances of one follower \(FOLLOWER_INSTANCES_MAX\)/);
    connect('other', 'c');
  });

  it('gives an established one a place beside the shares, and a second while the first has not yet ended', () => {
    expect(followers.hasPlace(reader('service'))).toBe(false);
    establish('service');
    expect(followers.hasPlace(reader('service'))).toBe(true);
    connect('service');
    expect(followers.hasPlace(reader('service'))).toBe(false);
  });
});
