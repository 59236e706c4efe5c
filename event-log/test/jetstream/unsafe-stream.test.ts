import type { StreamConfig } from '@nats-io/jetstream';
import { freePort } from '../../../e2e/harness/free-port';
import { missingTools } from '../../../e2e/harness/missing-tools';
import { streamNames } from '../../src/jetstream/stream-names';
import { streamSettings } from '../../src/jetstream/stream-settings';
import { newEvent } from '../new-event';
import { NatsAdmin } from './nats-admin';
import { NatsCluster } from './nats-cluster';
import type { NatsServer } from './nats-server';
import { StreamData } from './stream-data';

const identity = { id: '0197d4a0-0000-7000-8000-000000000001', epoch: 'e' };

/** Changes that make a stream unable to keep a log, with the text of the refusal. */
const changes: [string, Partial<StreamConfig> & Record<string, unknown>][] = [
  ['storage is not file', { storage: 'memory' }],
  ['persist_mode is async', { persist_mode: 'async', allow_atomic: false }],
  ['retention is not limits', { retention: 'workqueue' }],
  ['discard is not new', { discard: 'old' }],
  ['deny_delete is off', { deny_delete: false }],
  ['deny_purge is off', { deny_purge: false }],
  ['allow_rollup_hdrs is on', { allow_rollup_hdrs: true, deny_purge: false }],
  ['allow_msg_ttl is on', { allow_msg_ttl: true }],
  ['allow_msg_counter is on', { allow_msg_counter: true, discard: 'old' }],
  [
    'allow_msg_schedules is on',
    { allow_msg_schedules: true, allow_rollup_hdrs: true, deny_purge: false, discard: 'old' },
  ],
  ['max_age is limited', { max_age: 3_600_000_000_000 }],
  ['max_msgs is limited', { max_msgs: 1_000_000 }],
  ['max_bytes is limited', { max_bytes: 1_000_000_000 }],
  ['max_msgs_per_subject is limited', { max_msgs_per_subject: 1 }],
  ['max_msg_size is less than 266240', { max_msg_size: 100_000 }],
  ['no_ack is on', { no_ack: true, allow_atomic: false }],
  ['it has a subject_transform', { subject_transform: { src: '>', dest: 'elsewhere.>' } }],
  ['first_seq is not 1', { first_seq: 100 }],
  ['allow_direct is off', { allow_direct: false }],
  ['allow_atomic is off', { allow_atomic: false }],
  ['its subjects are not', { subjects: ['other'] }],
  ['it has no id of a log in its metadata', { metadata: {} }],
];

(missingTools.has('nats-server') ? describe.skip : describe)('a stream that cannot keep a log', () => {
  let cluster: NatsCluster;
  let admin: NatsAdmin;
  let data: StreamData;
  beforeAll(async () => {
    cluster = await NatsCluster.start(1);
    admin = await NatsAdmin.open(cluster.url);
  });
  afterAll(async () => {
    await admin.close();
    await cluster.stop();
  });
  beforeEach(() => {
    data = new StreamData({ url: cluster.url, replicas: 1 });
  });
  afterEach(() => data.remove());

  function settings(change: Partial<StreamConfig> = {}): Partial<StreamConfig> {
    return { ...streamSettings(streamNames(data.stream, identity.id), identity, 1), ...change };
  }

  it('is none that a bus made', async () => {
    await admin.create(settings());
    const log = await data.open();
    expect(log).toMatchObject({ ...identity, head: 0 });
    await log.stop();
  });

  it.each(changes)('is refused by name: %s', async (wrong, change) => {
    await admin.create(settings(change));
    await expect(data.open()).rejects.toMatchObject({
      code: 'log.stream_unsafe',
      message: expect.stringContaining(wrong),
    });
    await admin.delete(data.stream);
  });

  it('is refused by name: fewer replicas than asked for', async () => {
    await admin.create(settings());
    await expect(data.open(1, { replicas: 3 })).rejects.toMatchObject({
      code: 'log.stream_unsafe',
      details: { wrong: ['num_replicas is 1, less than the 3 asked for'] },
    });
  });

  it('is refused by name: on servers that acknowledge before they sync', async () => {
    const unsynced = await NatsCluster.start(1, { isSynced: false });
    const open = async ({ url, servers }: NatsCluster) => {
      const log = await data.open(1, { url, monitorUrls: servers.map(({ monitorUrl }) => monitorUrl) });
      await log.stop();
    };
    await open(cluster);
    await expect(open(unsynced)).rejects.toMatchObject({
      code: 'log.stream_unsafe',
      message: expect.stringContaining('sync_interval: always'),
    });
    await unsynced.stop();
  });

  it('is none that no more than half of the servers can vouch for, and one that a majority can', async () => {
    const up = (cluster.servers[0] as NatsServer).monitorUrl;
    const down = `http://127.0.0.1:${await freePort()}`;
    const open = (...monitorUrls: string[]) => data.open(1, { monitorUrls, openMs: 500 });
    const log = await open(up, down, up);
    await log.stop();
    await expect(open(up, down)).rejects.toMatchObject({ code: 'log.unavailable' });
  });

  it('is refused by name: of a newer build', async () => {
    const { metadata, ...others } = settings();
    await admin.create({ ...others, metadata: { ...metadata, 'event-log-format': '2' } });
    await expect(data.open()).rejects.toMatchObject({ code: 'log.newer_form' });
  });

  it('is a permanent failure when it is made unsafe while the log is open', async () => {
    const log = await data.open(1, { watchMs: 50 });
    const failed = new Promise((resolve) => log.onFailure(resolve));
    const { config } = await admin.info(data.stream);
    await admin.update({ ...config, max_msgs: 1_000 });
    expect(await failed).toMatchObject({ code: 'log.stream_unsafe' });
    await expect(log.append([])).rejects.toMatchObject({ code: 'storage.failed' });
    await log.stop();
  });

  it('is a permanent failure when it is recreated while the log is open', async () => {
    const log = await data.open(1, { watchMs: 50 });
    const failed = new Promise((resolve) => log.onFailure(resolve));
    await admin.delete(data.stream);
    await admin.create(settings());
    expect(await failed).toMatchObject({
      code: 'log.replaced',
      message: expect.stringContaining('another log'),
    });
    await log.stop();
  });

  it('is a permanent failure when it stays gone, or was restored from a backup', async () => {
    const [gone, shorter] = [data, new StreamData({ url: cluster.url, replicas: 1 })];
    const logs = await Promise.all([gone, shorter].map((each) => each.open(1, { watchMs: 50 })));
    const failed = logs.map((log) => new Promise((resolve) => log.onFailure(resolve)));
    await Promise.all(logs.map((log) => log.append([newEvent()])));
    const { config } = await admin.info(shorter.stream);
    await Promise.all([admin.delete(gone.stream), admin.delete(shorter.stream)]);
    await admin.create(config);
    expect(await Promise.all(failed)).toMatchObject([
      { code: 'log.replaced', message: expect.stringContaining('is gone') },
      { code: 'log.replaced', message: expect.stringContaining('ends at position 0, and had 1') },
    ]);
    await Promise.all(logs.map((log) => log.stop()));
    shorter.remove();
  });
});
