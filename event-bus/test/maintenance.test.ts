import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskEventLog, openLogTables } from '@blog/event-log/disk';
import { dataFile, Store } from '@blog/service-kit';
import { newEvent } from '../../event-log/test/new-event';
import { readAll } from '../../event-log/test/read-all';
import { Program } from '../../service-kit/test/programs/run-program';
import type { EventTypeRecord } from '../src/domain/event-type';
import type { FollowerRecord } from '../src/domain/follower-store';
import type { ParkedEvent, SubscriptionRecord } from '../src/domain/subscription';
import { backupLog } from '../src/maintenance/backup-log';
import { restoreLog } from '../src/maintenance/restore-log';
import { listSubscriptions, removeSubscription } from '../src/maintenance/stopped-subscriptions';
import { verifyLog } from '../src/maintenance/verify-log';
import { StoredEventTypes } from '../src/storage/stored-event-types';
import { StoredFollowers } from '../src/storage/stored-followers';
import { StoredSubscriptions } from '../src/storage/stored-subscriptions';

const EVENTS = 1_500;
/** Most events are in the history, and the latest in the journal. */
const SEAL_BYTES = 30_000;
const FILES = ['history', 'journal-a', 'journal-b', 'state.mdb'];

const subscription: SubscriptionRecord = {
  name: 'moderation',
  cursor: 1_200,
  paused: true,
  ended: false,
  prompt: true,
  url: 'http://127.0.0.1:1/events',
  types: null,
  format: 'cloudevents',
  batchMax: 1,
  order: 'log',
  timeoutMs: 1_000,
  handshake: false,
  attemptsMax: 5,
  backoffFirstMs: 10,
  backoffMaxMs: 100,
};
const parkedEvent: ParkedEvent = {
  position: 700,
  reason: 'no',
  attempts: 5,
  parkedAt: '2026-01-01T00:00:00.000Z',
  queued: false,
};
const follower: FollowerRecord = {
  name: 'query',
  instance: 'host:4002',
  position: 1_500,
  error: null,
  lastSeenMs: 1,
};

const eventType: EventTypeRecord = {
  type: 'Tested',
  schema: { type: 'object' },
  dataschema: null,
  meaning: 'It was tested.',
  registeredAt: '2026-01-01T00:00:00.000Z',
  exemptThrough: 7,
};

/** A log as a bus opens it. */
async function openLog(folder: string, sealBytes = SEAL_BYTES) {
  const store = await Store.open(folder);
  const log = await DiskEventLog.open({ folder, store, queueBytesMax: 1e8, sealBytes });
  const subscriptions = new StoredSubscriptions(store);
  const followers = new StoredFollowers(store);
  const types = new StoredEventTypes(store);
  const close = async () => {
    await log.stop();
    await store.stop();
  };
  return { store, log, subscriptions, followers, types, close };
}

/** Everything that a bus on the folder would know. */
async function contents(folder: string) {
  const { log, subscriptions, followers, types, close } = await openLog(folder);
  const found = {
    id: log.id,
    events: await readAll(log),
    subscriptions: subscriptions.list(),
    parked: subscriptions.parkedEntries(),
    followers: followers.list(),
    types: types.list(),
  };
  await close();
  return found;
}

describe('maintenance of a log', () => {
  let whole: ReadonlyMap<string, Buffer>;
  /** How many of the events are in the history. */
  let stored: number;
  let temporary: string;
  let folder: string;

  beforeAll(async () => {
    const path = mkdtempSync(join(tmpdir(), 'log-'));
    const batch = (n: number) =>
      Array.from({ length: 50 }, (_, m) => newEvent({ id: `event ${n * 50 + m}` }));
    const rounds = EVENTS / 100;
    const first = await openLog(path);
    for (let n = 0; n < rounds; n += 1) {
      await first.log.append(Array.from({ length: 50 }, () => newEvent()));
      if (n < rounds - 1) await first.log.append(batch(n));
    }
    await first.close();
    // Whatever was moved until now, the last ones stay in the journal: they are too few to be moved.
    const { log, subscriptions, followers, types, close } = await openLog(path, 4 * SEAL_BYTES);
    await log.append(batch(rounds - 1));
    await subscriptions.save(subscription);
    await subscriptions.park(subscription, parkedEvent);
    await followers.save(follower);
    await types.save(eventType);
    await close();
    const closed = new Store(path);
    [stored = 0] = openLogTables(closed).blocks.getKeys({ reverse: true, limit: 1 });
    await closed.stop();
    expect(stored).toBeGreaterThan(EVENTS / 2);
    expect(stored).toBeLessThan(EVENTS);
    whole = new Map(FILES.map((name) => [name, readFileSync(join(path, name))]));
    rmSync(path, { recursive: true });
  });
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'maintenance-'));
    folder = join(temporary, 'data');
    mkdirSync(folder);
    for (const [name, bytes] of whole) writeFileSync(join(folder, name), bytes);
  });
  afterEach(() => rmSync(temporary, { recursive: true }));

  /** Changes the file as no bus would. */
  const change = async (work: (store: Store) => void): Promise<void> => {
    const store = new Store(folder);
    await store.transaction(() => work(store));
    await store.stop();
  };
  const flipInFile = (text: string, name = 'state.mdb'): void => {
    const bytes = readFileSync(join(folder, name));
    let at = bytes.indexOf(text);
    expect(at).toBeGreaterThan(0);
    // Also in old copies, of which nobody can tell from here that they are not read.
    for (; at >= 0; at = bytes.indexOf(text, at + 1)) bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(join(folder, name), bytes);
  };
  const flipInHistory = (): void => {
    const bytes = readFileSync(join(folder, 'history'));
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] as number) ^ 1;
    writeFileSync(join(folder, 'history'), bytes);
  };
  const NO_MATCH = /events at positions \d+ to \d+ do not match/;

  describe('verifyLog', () => {
    const findings = async () => (await verifyLog(folder)).findings;
    it('finds nothing in a whole log, and tells how far it has come, up to the last event', async () => {
      const told: [number, number][] = [];
      const { events, findings } = await verifyLog(folder, (...progress) => told.push(progress));
      expect({ events, findings }).toEqual({ events: EVENTS, findings: [] });
      expect(told.length).toBeGreaterThan(5);
      expect(told.at(-2)).toEqual([stored, stored]);
      expect(told.at(-1)).toEqual([EVENTS, EVENTS]);
      for (const [name, bytes] of whole) expect(readFileSync(join(folder, name)).equals(bytes)).toBe(true);
    });

    it('finds a flipped bit in the history, by the positions of its block', async () => {
      flipInHistory();
      expect(await findings()).toEqual([expect.stringMatching(NO_MATCH)]);
    });

    it('finds a flipped bit in the journal, and says how far the log is whole', async () => {
      flipInFile('"data":{"n":1}', 'journal-a');
      expect(await findings()).toEqual([expect.stringMatching(/journal-a is damaged .* up to position \d+/)]);
    });

    it('finds a flipped bit in the index of ids', async () => {
      const { close } = await openLog(folder);
      await close();
      const [name = ''] = readdirSync(join(folder, 'ids'));
      const bytes = readFileSync(join(folder, 'ids', name));
      bytes[100] = (bytes[100] as number) ^ 1;
      writeFileSync(join(folder, 'ids', name), bytes);
      expect(await findings()).toEqual([
        expect.stringContaining(`index of ids in ${join(folder, 'ids', name)}`),
      ]);
    });

    it.each(FILES.slice(0, 3))('finds that the file %s is missing', async (name) => {
      rmSync(join(folder, name));
      expect(await findings()).toEqual([expect.stringContaining(`The file ${name} is missing`)]);
    });

    it('finds that the history is cut off', async () => {
      truncateSync(join(folder, 'history'), 1_000);
      expect(await findings()).toContainEqual(expect.stringContaining('history is cut off at byte 1000'));
    });

    it('finds a missing block', async () => {
      const before = new Store(folder);
      const [first = 0] = openLogTables(before).blocks.getKeys({ limit: 1 });
      await before.stop();
      await change((store) => void openLogTables(store).blocks.remove(first));
      expect(await findings()).toEqual([
        expect.stringContaining('does not start at position 1.'),
        expect.stringMatching(/Expected \d+ blocks, found \d+/),
      ]);
    });

    it('finds that the id of the log is missing, or damaged', async () => {
      await change((store) => void openLogTables(store).meta.remove('log-id'));
      expect(await findings()).toEqual(['The id of the log is missing.']);
    });

    it.each([
      ['the id of the log', (id: string) => id, 'table log-meta'],
      ['a subscription', () => '"paused":true', 'table subscriptions'],
      ['a parked event', () => '"parkedAt"', 'table parked'],
      ['a follower', () => '"lastSeenMs"', 'table followers'],
      ['a type', () => '"registeredAt"', 'table types'],
    ])('finds a flipped bit in %s', async (_what, text, found) => {
      const { log, close } = await openLog(folder);
      await close();
      flipInFile(text(log.id));
      expect(await findings()).toEqual([expect.stringContaining(found)]);
    });

    it('finds a subscription that is beyond the last event, or stored under another name', async () => {
      await change((store) => {
        const table = store.table<SubscriptionRecord>('subscriptions');
        void table.put('ahead', { ...subscription, name: 'ahead', cursor: EVENTS + 1 });
        void table.put('other', { ...subscription, name: 'another' });
      });
      expect(await findings()).toEqual([
        `The subscription ahead is at ${EVENTS + 1}, after the last event ${EVENTS}.`,
        'The subscription another is stored as other.',
      ]);
    });

    it('finds a parked event without its subscription, at another position, or beyond the last event', async () => {
      await change((store) => {
        const table = store.table<ParkedEvent, [string, number]>('parked');
        void table.put(['gone', 3], { ...parkedEvent, position: 3 });
        void table.put(['moderation', 4], { ...parkedEvent, position: 5 });
        void table.put(['moderation', 9_999], { ...parkedEvent, position: 9_999 });
      });
      expect(await findings()).toEqual([
        'A parked event 3 is stored as 3 of gone.',
        'A parked event 5 is stored as 4 of moderation.',
        'A parked event 9999 is stored as 9999 of moderation.',
      ]);
    });

    it('finds a follower that is stored under another key', async () => {
      await change((store) => {
        void store.table<FollowerRecord, [string, string]>('followers').put(['query', 'elsewhere'], follower);
      });
      expect(await findings()).toEqual(['The follower query is stored as query,elsewhere.']);
    });

    it('finds a type that is stored under another name', async () => {
      await change((store) => void store.table<EventTypeRecord>('types').put('Other', eventType));
      expect(await findings()).toEqual(['The type Tested is stored as Other.']);
    });

    it('finds an unknown table', async () => {
      await change((store) => void store.table<number>('subscriptiont'));
      expect(await findings()).toEqual(['The table subscriptiont is unknown.']);
    });

    it('finds a missing table, but for that of the types, which an earlier build did not have', async () => {
      for (const name of FILES) rmSync(join(folder, name));
      const store = new Store(folder);
      const log = await DiskEventLog.open({ folder, store, queueBytesMax: 1, sealBytes: 1 });
      await log.append([newEvent()]);
      await log.stop();
      await store.stop();
      expect(await findings()).toEqual(
        ['followers', 'subscriptions', 'parked'].map((name) => `The table ${name} is missing.`),
      );
    });

    it('finds damaged pages, by their numbers', async () => {
      const bytes = readFileSync(dataFile(folder));
      bytes.fill(0, bytes.length - 10 * 4096);
      writeFileSync(dataFile(folder), bytes);
      expect(await findings()).toEqual([expect.stringMatching(/damaged: .*page \d+/)]);
    });

    it('refuses while a bus has the folder, and says what to do', async () => {
      const { close } = await openLog(folder);
      const refusal = { code: 'storage.in_use', message: expect.stringContaining('make a backup') };
      await expect(verifyLog(folder)).rejects.toMatchObject(refusal);
      await close();
      expect(await findings()).toEqual([]);
    });

    it('refuses the log of a newer build by name, and does not call it damaged', async () => {
      const store = new Store(folder);
      await openLogTables(store).meta.put('format', '2');
      await store.stop();
      await expect(verifyLog(folder)).rejects.toMatchObject({ code: 'log.newer_form' });
    });

    it('refuses a folder without a log, and makes none', async () => {
      const none = join(temporary, 'none');
      await expect(verifyLog(none)).rejects.toMatchObject({ code: 'log.not_found' });
      expect(existsSync(none)).toBe(false);
    });
  });

  describe('the subscriptions of a bus that is stopped', () => {
    it('are listed, with how many events are parked', async () => {
      expect(await listSubscriptions(folder)).toEqual([{ ...subscription, parked: 1 }]);
    });

    it('are those of an earlier build as well, which have no order', async () => {
      const { order: _order, prompt: _prompt, ...earlier } = subscription;
      await change((store) => void store.table<typeof earlier>('subscriptions').put('moderation', earlier));
      expect(await listSubscriptions(folder)).toMatchObject([{ name: 'moderation', order: 'log' }]);
      expect((await contents(folder)).subscriptions).toEqual([{ ...subscription, prompt: false }]);
    });

    it('are removed by name, with their parked events and nothing else', async () => {
      const before = await contents(folder);
      await removeSubscription(folder, 'moderation');
      expect(await contents(folder)).toEqual({ ...before, subscriptions: [], parked: [] });
      expect((await verifyLog(folder)).findings).toEqual([]);
    });

    it('are left alone if there is none of that name, a bus is running, or there is no log', async () => {
      const codes = async () => {
        const code = (work: Promise<unknown>) => work.catch((error) => error.code);
        return [await code(removeSubscription(folder, 'other')), await code(listSubscriptions(folder))];
      };
      expect(await codes()).toEqual(['subscription.not_found', [expect.anything()]]);
      const { close } = await openLog(folder);
      expect(await codes()).toEqual(['storage.in_use', 'storage.in_use']);
      await close();
      const none = join(temporary, 'none');
      await expect(listSubscriptions(none)).rejects.toMatchObject({ code: 'log.not_found' });
      expect(existsSync(none)).toBe(false);
    });
  });

  describe('backupLog', () => {
    let to: string;
    beforeEach(() => {
      to = join(temporary, 'backup');
    });

    it('copies everything, with the subscriptions, and nothing but the files of the log', async () => {
      const told: number[] = [];
      const { events } = await backupLog({ from: folder, to, onProgress: (done) => told.push(done) });
      expect(events).toBe(EVENTS);
      expect(told.at(-1)).toBe(EVENTS);
      expect(readdirSync(to).sort()).toEqual(FILES);
      expect(await contents(to)).toEqual(await contents(folder));
      expect(readdirSync(temporary).sort()).toEqual(['backup', 'data']);
    });

    it('copies a whole beginning of the log while another process appends to it', async () => {
      const program = new Program('../../../event-bus/test/programs/append-program', { DATA_DIR: folder });
      const heads: number[] = [EVENTS];
      program.child.on('message', ({ head }: { head: number }) => heads.push(head));
      await program.hears('appended');
      for (const n of [1, 2, 3]) {
        const before = heads.at(-1) as number;
        const { events } = await backupLog({ from: folder, to: `${to}-${n}` });
        expect(events).toBeGreaterThanOrEqual(before);
      }
      program.child.send('stop');
      expect(await program.ended).toMatchObject({ code: 0 });
      const all = await contents(folder);
      expect(all.events).toHaveLength(heads.at(-1) as number);
      for (const n of [1, 2, 3]) {
        const copy = await contents(`${to}-${n}`);
        expect(copy).toEqual({ ...all, events: all.events.slice(0, copy.events.length) });
      }
    });

    it('refuses a folder that exists, and leaves it as it is', async () => {
      mkdirSync(to);
      writeFileSync(join(to, 'note'), 'mine');
      await expect(backupLog({ from: folder, to })).rejects.toMatchObject({ code: 'backup.exists' });
      expect(readdirSync(to)).toEqual(['note']);
    });

    it('refuses a folder without a log', async () => {
      const from = join(temporary, 'none');
      await expect(backupLog({ from, to })).rejects.toMatchObject({ code: 'log.not_found' });
      expect(readdirSync(temporary)).toEqual(['data']);
    });

    it.each([
      ['an event', () => flipInHistory(), 'do not match their checksum'],
      ['the journal', () => flipInFile('"data":{"n":1}', 'journal-a'), 'journal-a is damaged'],
      ['a file', () => rmSync(join(folder, 'journal-b')), 'journal-b is missing'],
      ['a page', () => overwritePages(), 'page '],
      ['the first pages', () => writeFileSync(dataFile(folder), Buffer.alloc(100_000)), 'its start'],
      ['the end', () => truncateSync(dataFile(folder), 20_000), 'cut off'],
    ])('says where %s is damaged, and leaves nothing behind', async (_what, damage, where) => {
      damage();
      const refusal = { code: 'backup.damaged', message: expect.stringContaining(where) };
      await expect(backupLog({ from: folder, to })).rejects.toMatchObject(refusal);
      expect(readdirSync(temporary)).toEqual(['data']);
    });

    it('takes no notice of what a backup that was killed left behind', async () => {
      mkdirSync(`${to}.partial-a`);
      writeFileSync(dataFile(`${to}.partial-a`), 'half of it');
      await backupLog({ from: folder, to });
      expect(readdirSync(temporary).sort()).toEqual(['backup', 'backup.partial-a', 'data']);
    });

    function overwritePages(): void {
      const bytes = readFileSync(dataFile(folder));
      bytes.fill(0, bytes.length - 10 * 4096);
      writeFileSync(dataFile(folder), bytes);
    }
  });

  describe('restoreLog', () => {
    let to: string;
    beforeEach(() => {
      to = join(temporary, 'new', 'data');
    });

    it('puts everything back: log id, events with their positions, subscriptions', async () => {
      const { events } = await restoreLog({ from: folder, to });
      expect(events).toBe(EVENTS);
      expect(readdirSync(to).sort()).toEqual(FILES);
      expect(await contents(to)).toEqual(await contents(folder));
      const { log, close } = await openLog(to);
      const again = newEvent({ id: 'event 1' });
      expect(await log.append([again, newEvent()])).toMatchObject([
        { position: 52, isNew: false },
        { position: EVENTS + 1, isNew: true },
      ]);
      await close();
    });

    it('begins another epoch of the same log each time', async () => {
      const epochs: string[] = [];
      const ids: string[] = [];
      for (const name of [folder, join(temporary, 'first'), join(temporary, 'second')]) {
        if (name !== folder) await restoreLog({ from: folder, to: name });
        for (let start = 0; start < 2; start += 1) {
          const { log, close } = await openLog(name);
          epochs.push(log.epoch);
          ids.push(log.id);
          await close();
        }
      }
      expect(new Set(ids).size).toBe(1);
      expect(new Set(epochs).size).toBe(3);
      expect([epochs[0], epochs[2], epochs[4]]).toEqual([epochs[1], epochs[3], epochs[5]]);
    });

    it('puts it into a folder that is there already, such as a volume', async () => {
      mkdirSync(to, { recursive: true });
      await restoreLog({ from: folder, to });
      expect((await contents(to)).events).toHaveLength(EVENTS);
    });

    it('refuses a folder that has a log, and leaves it as it is', async () => {
      mkdirSync(to, { recursive: true });
      writeFileSync(dataFile(to), 'mine');
      await expect(restoreLog({ from: folder, to })).rejects.toMatchObject({ code: 'restore.exists' });
      expect(readFileSync(dataFile(to), 'utf8')).toBe('mine');
    });

    it('is refused where a bus runs, even if its file was moved away', async () => {
      const running = await Store.open(to);
      rmSync(dataFile(to), { force: true });
      await expect(restoreLog({ from: folder, to })).rejects.toMatchObject({ code: 'storage.in_use' });
      await running.stop();
    });

    it('keeps a bus off the folder meanwhile', async () => {
      const starts: Promise<string>[] = [];
      const start = () => {
        const refused = Store.open(to).then(
          () => 'started',
          ({ code }) => code as string,
        );
        starts.push(refused);
      };
      await restoreLog({ from: folder, to, onProgress: start });
      expect(starts.length).toBeGreaterThan(0);
      expect(await starts[0]).toBe('storage.in_use');
    });

    it('refuses a damaged backup, says where, and makes nothing', async () => {
      flipInHistory();
      const event = { code: 'backup.damaged', message: expect.stringMatching(NO_MATCH) };
      await expect(restoreLog({ from: folder, to })).rejects.toMatchObject(event);
      truncateSync(dataFile(folder), 20_000);
      const page = { code: 'backup.damaged', message: expect.stringMatching(/page \d+/) };
      await expect(restoreLog({ from: folder, to })).rejects.toMatchObject(page);
      expect(existsSync(to)).toBe(false);
    });

    it('refuses a folder without a backup', async () => {
      const from = join(temporary, 'none');
      await expect(restoreLog({ from, to })).rejects.toMatchObject({ code: 'log.not_found' });
      expect(existsSync(to)).toBe(false);
    });

    it('leaves nothing behind when it cannot copy', async () => {
      // The backup goes away once it was verified.
      const takeAway = (done: number) => {
        if (done === EVENTS) rmSync(dataFile(folder));
      };
      await expect(restoreLog({ from: folder, to, onProgress: takeAway })).rejects.toMatchObject({
        code: 'ENOENT',
      });
      expect(existsSync(to)).toBe(false);
    });
  });
});
