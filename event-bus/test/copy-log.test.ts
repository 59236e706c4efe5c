import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JetStreamEventLog, StateBucket } from '@blog/event-log/jetstream';
import { createLogger } from '@blog/service-kit';
import { missingTools } from '../../e2e/harness/missing-tools';
import { NatsCluster } from '../../event-log/test/jetstream/nats-cluster';
import { newEvents } from '../../event-log/test/new-event';
import { readAll } from '../../event-log/test/read-all';
import type { SubscriptionRecord } from '../src/domain/subscription';
import { backupStream } from '../src/maintenance/backup-stream';
import { copyLog } from '../src/maintenance/copy-log';
import { type OpenedPlace, openPlace, type Place } from '../src/maintenance/places';
import { verifyLog, verifyStream } from '../src/maintenance/verify-log';
import { Leadership } from '../src/replicas/leadership';
import { StoredEventTypes } from '../src/storage/stored-event-types';
import { StoredFollowers } from '../src/storage/stored-followers';
import { StoredSubscriptions } from '../src/storage/stored-subscriptions';

const EVENTS = 2_500;
const logger = createLogger({ name: 'copy', level: 'silent' });
const subscription = { name: 'moderation', cursor: 1_200 } as SubscriptionRecord;
const parked = { position: 7, reason: 'no', attempts: 5, parkedAt: '2026-01-01T00:00:00.000Z', queued: true };
const follower = { name: 'query', instance: 'host:4002', position: 2_000, error: null, lastSeenMs: 1 };
const type = {
  type: 'T',
  schema: null,
  dataschema: null,
  meaning: null,
  registeredAt: null,
  exemptThrough: 3,
};

/** Leads as a bus does; `leads` resolves once it has begun to. */
function leadOn(state: StateBucket): { leadership: Leadership; leads: Promise<void> } {
  let begun = () => {};
  const leads = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const leadership = new Leadership({
    state,
    url: 'http://here',
    logger,
    prepare: async () => {},
    begin: () => {
      begun();
      return async () => {};
    },
  });
  leadership.start();
  return { leadership, leads };
}

(missingTools.has('nats-server') ? describe.skip : describe)('copyLog', () => {
  let nats: NatsCluster;
  let temporary: string;
  let folder: Extract<Place, { kind: 'folder' }>;
  let stream: Extract<Place, { kind: 'jetstream' }>;
  let streams = 0;
  beforeAll(async () => {
    nats = await NatsCluster.start(1);
  });
  afterAll(() => nats.stop());
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'copy-'));
    folder = { kind: 'folder', folder: join(temporary, 'data') };
    streams += 1;
    stream = { kind: 'jetstream', url: nats.url, stream: `TEST_${streams}`, replicas: 1 };
  });
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  async function withPlace<Result>(place: Place, work: (opened: OpenedPlace) => Promise<Result>) {
    const opened = await openPlace(place, { isNew: true });
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  }

  const append = (place: Place, count: number) =>
    withPlace(place, async ({ log }) => {
      for (let done = 0; done < count; done += 500) await log.append(newEvents(Math.min(500, count - done)));
    });

  /** A log with something of all that a bus knows. */
  const fill = async (place: Place) => {
    await append(place, EVENTS);
    await withPlace(place, ({ writeTables }) =>
      writeTables(async (tables) => {
        await new StoredSubscriptions(tables).park(subscription, parked);
        await new StoredFollowers(tables).save(follower);
        await new StoredEventTypes(tables).save(type);
      }),
    );
  };

  const contentOf = (place: Place) =>
    withPlace(place, async ({ log, readTables }) => {
      const tables = await readTables();
      return {
        id: log.id,
        epoch: log.epoch,
        events: await readAll(log),
        subscriptions: new StoredSubscriptions(tables).entries(),
        parked: new StoredSubscriptions(tables).parkedEntries(),
        followers: new StoredFollowers(tables).entries(),
        types: new StoredEventTypes(tables).entries(),
      };
    });

  it('takes everything from a folder to a stream, and back into another folder', async () => {
    await fill(folder);
    expect(await copyLog({ from: folder, to: stream })).toEqual({ events: EVENTS });
    const content = await contentOf(folder);
    expect(content.parked).toHaveLength(1);
    expect(await contentOf(stream)).toEqual(content);
    expect(await verifyStream(stream)).toEqual({ events: EVENTS, findings: [] });
    const back: Place = { kind: 'folder', folder: join(temporary, 'back') };
    await copyLog({ from: stream, to: back });
    expect(await contentOf(back)).toEqual(content);
    expect(await verifyLog(back.folder)).toEqual({ events: EVENTS, findings: [] });
  });

  it('goes on with a copy that was broken off, and takes over what changed since', async () => {
    await fill(folder);
    const cut = copyLog({
      from: folder,
      to: stream,
      onProgress: (done) => {
        if (done < EVENTS) throw new Error('pulled the plug');
      },
    });
    await expect(cut).rejects.toThrow('pulled the plug');
    await withPlace(folder, ({ writeTables }) =>
      writeTables((tables) => new StoredSubscriptions(tables).remove('moderation')),
    );
    await append(folder, 10);
    expect(await copyLog({ from: folder, to: stream })).toEqual({ events: EVENTS + 10 });
    expect(await contentOf(stream)).toEqual(await contentOf(folder));
  });

  it('refuses a target that has another log, or events that the source does not have', async () => {
    await append(folder, 3);
    await append(stream, 3);
    await expect(copyLog({ from: folder, to: stream })).rejects.toMatchObject({ code: 'copy.other_log' });
    const other = { ...stream, stream: `${stream.stream}_OTHER` };
    await copyLog({ from: folder, to: other });
    await append(other, 1);
    await append(folder, 5);
    await expect(copyLog({ from: folder, to: other })).rejects.toMatchObject({ code: 'copy.other_log' });
  });

  it('refuses a source without a log, and makes nothing', async () => {
    const nothing: Place = { kind: 'folder', folder: join(temporary, 'nothing') };
    await expect(copyLog({ from: nothing, to: stream })).rejects.toMatchObject({ code: 'log.not_found' });
    await expect(copyLog({ from: stream, to: nothing })).rejects.toMatchObject({ code: 'log.not_found' });
    expect(existsSync(nothing.folder)).toBe(false);
  });

  it('gives a backup of a stream its name only once all of it is there', async () => {
    await fill(stream);
    const to = join(temporary, 'backup');
    const onProgress = () => {
      throw new Error('pulled the plug');
    };
    await expect(backupStream({ from: stream, to, onProgress })).rejects.toThrow('pulled the plug');
    expect(readdirSync(temporary)).toEqual([]);
    expect(await backupStream({ from: stream, to })).toEqual({ events: EVENTS, findings: [] });
    expect(readdirSync(temporary)).toEqual(['backup']);
    await expect(backupStream({ from: stream, to })).rejects.toMatchObject({ code: 'backup.exists' });
  });

  it('refuses at the end when a bus has run on the source meanwhile, also if it has stopped again', async () => {
    await fill(stream);
    const scan = jest.spyOn(JetStreamEventLog.prototype, 'scan');
    const runABus = async () => {
      const { id: logId } = await contentOf(stream);
      const state = await StateBucket.open({ ...stream, logId, logger });
      const { leadership, leads } = leadOn(state);
      await leads;
      await leadership.stop();
      await state.close();
    };
    scan.mockImplementationOnce(async function (this: JetStreamEventLog, range) {
      await runABus();
      return this.scan(range);
    });
    await expect(copyLog({ from: stream, to: folder })).rejects.toMatchObject({ code: 'storage.in_use' });
    scan.mockRestore();
    expect(await copyLog({ from: stream, to: folder })).toEqual({ events: EVENTS });
  });

  it('refuses while a bus runs on the stream, but for a backup, which is that of a moment', async () => {
    await fill(stream);
    const { id: logId } = await contentOf(stream);
    const state = await StateBucket.open({ ...stream, logId, logger });
    const { leadership, leads } = leadOn(state);
    try {
      await leads;
      await expect(copyLog({ from: stream, to: folder })).rejects.toMatchObject({ code: 'storage.in_use' });
      expect(await copyLog({ from: stream, to: folder, isBackup: true })).toEqual({ events: EVENTS });
      expect(await verifyLog(folder.folder)).toEqual({ events: EVENTS, findings: [] });
      await append({ ...folder }, 1);
      const again = copyLog({ from: folder, to: stream });
      await expect(again).rejects.toMatchObject({ code: 'storage.in_use' });
    } finally {
      await leadership.stop();
      await state.close();
    }
  });
});
