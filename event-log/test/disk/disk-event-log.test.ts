import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DomainError, Store } from '@blog/service-kit';
import { DiskEventLog } from '../../src/disk/disk-event-log';
import { openLogTables } from '../../src/disk/log-tables';
import { EventFilter } from '../../src/event-filter';
import type { NewEvent } from '../../src/event-log';
import { readEvents } from '../../src/read-events';
import { itKeepsTheLogPromises } from '../event-log-conformance';
import { newEvent, newEvents } from '../new-event';
import { readAll } from '../read-all';

const MANY = 256 * 1024;
/** About ten events. */
const FEW = 2_000;

async function openIn(folder: string, { sealBytes = MANY, queueBytesMax = 1e9 } = {}) {
  const store = new Store(folder);
  const log = await DiskEventLog.open({ folder, store, queueBytesMax, sealBytes }).catch(async (error) => {
    await store.stop();
    throw error;
  });
  const close = async () => {
    await log.stop();
    await store.stop();
  };
  return { store, log, close };
}

describe('DiskEventLog', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'event-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describe.each([
    ['with all events in the journal', { sealBytes: MANY }],
    ['with most events in the history', { sealBytes: FEW }],
    ['with every event in the history', { sealBytes: 1 }],
  ])('%s', (_where, options) => {
    itKeepsTheLogPromises({
      features: { durable: true },
      async fresh() {
        const data = mkdtempSync(join(tmpdir(), 'event-log-'));
        let store: Store | undefined;
        return {
          async open(settings) {
            await store?.stop();
            const opened = await openIn(data, { ...options, ...settings });
            store = opened.store;
            return opened.log;
          },
          async remove() {
            await store?.stop();
            rmSync(data, { recursive: true });
          },
        };
      },
    });
  });

  const flip = (name: string, at: number): void => {
    const bytes = readFileSync(join(folder, name));
    bytes[at] = (bytes[at] as number) ^ 4;
    writeFileSync(join(folder, name), bytes);
  };

  describe('the history', () => {
    it('refuses a block with a flipped bit by the position that was asked for, and serves the others', async () => {
      const { log, close } = await openIn(folder, { sealBytes: FEW });
      for (let n = 0; n < 100; n += 1) await log.append([newEvent()]);
      await close();
      flip('history', Math.floor(statSync(join(folder, 'history')).size / 2));
      const damaged = await openIn(folder);
      const served: number[] = [];
      for (let position = 1; position <= 100; position += 1) {
        const range = { after: position - 1, limit: 1, bytesMax: 0 };
        const read = readEvents(damaged.log, range).then(() => served.push(position));
        await read.catch(({ code, details }) => {
          expect({ code, details }).toEqual({ code: 'log.corrupt', details: { position } });
        });
      }
      expect(served.length).toBeGreaterThan(70);
      expect(served.length).toBeLessThan(100);
      await damaged.close();
    });

    it('refuses it to a reader who takes copies as well, whatever bit it is', async () => {
      const { log, close } = await openIn(folder, { sealBytes: FEW });
      for (let n = 0; n < 100; n += 1) await log.append([newEvent()]);
      await close();
      const bytes = statSync(join(folder, 'history')).size;
      const filter = EventFilter.of({ types: ['Tested'] });
      for (let at = Math.floor(bytes / 4); at < bytes / 2; at += 37) {
        flip('history', at);
        const damaged = await openIn(folder);
        let after = 0;
        const readOn = async () => {
          while (after < 100)
            after = (await damaged.log.scan({ after, filter, copies: true }))?.through as number;
        };
        const { code, details } = ((await readOn().catch((error) => error)) ?? {}) as DomainError;
        expect(after).toBeGreaterThan(0);
        expect({ code, details }).toEqual({ code: 'log.corrupt', details: { position: after + 1 } });
        await damaged.close();
        flip('history', at);
      }
    });

    it('refuses a block at the location of another', async () => {
      const { store, log, close } = await openIn(folder, { sealBytes: 1 });
      await log.append([newEvent()]);
      await log.append([newEvent()]);
      await close();
      const changed = new Store(folder);
      const { blocks } = openLogTables(changed);
      const [first, second] = [blocks.get(1), blocks.get(2)];
      await blocks.put(2, { ...second, offset: first?.offset, bytes: first?.bytes } as never);
      await changed.stop();
      const damaged = await openIn(folder, { sealBytes: 1 }).catch((error) => error);
      expect(damaged).toMatchObject({ code: 'log.corrupt', details: { position: 2 } });
      expect(store).toBeDefined();
    });

    it('does not open when blocks are missing', async () => {
      const { log, close } = await openIn(folder, { sealBytes: 1 });
      for (let n = 0; n < 3; n += 1) await log.append([newEvent()]);
      await close();
      const store = new Store(folder);
      await openLogTables(store).blocks.remove(1);
      await store.stop();
      await expect(openIn(folder)).rejects.toMatchObject({ code: 'log.corrupt' });
    });

    it('does not open when its file is cut off', async () => {
      const { log, close } = await openIn(folder, { sealBytes: 1 });
      await log.append(newEvents(3));
      await close();
      truncateSync(join(folder, 'history'), statSync(join(folder, 'history')).size - 1);
      await expect(openIn(folder)).rejects.toMatchObject({ code: 'log.corrupt' });
    });

    it('takes much less room than the events', async () => {
      const { log, close } = await openIn(folder, { sealBytes: 100_000 });
      const text = 'It is the same text, over and over. '.repeat(20);
      for (let n = 0; n < 20; n += 1) {
        await log.append(Array.from({ length: 500 }, () => newEvent({ data: { text } })));
      }
      await close();
      expect(statSync(join(folder, 'history')).size).toBeLessThan(0.1 * 10_000 * text.length);
    });
  });

  describe('the index of ids', () => {
    const runs = () => readdirSync(join(folder, 'ids'));
    const again = async (log: DiskEventLog, all: NewEvent[]) =>
      (await log.append(all)).map(({ position, isNew }) => (isNew ? 'new' : position));
    const expected = Array.from({ length: 600 }, (_, n) => n + 1);
    let all: NewEvent[];
    beforeEach(async () => {
      const { log, close } = await openIn(folder, { sealBytes: FEW });
      all = newEvents(600);
      for (let n = 0; n < 600; n += 5) await log.append(all.slice(n, n + 5));
      await close();
    });

    it('is few files, which are used again', async () => {
      const before = runs();
      expect(before.length).toBeGreaterThan(0);
      expect(before.length).toBeLessThan(12);
      const { log, close } = await openIn(folder, { sealBytes: FEW });
      expect(await again(log, all)).toEqual(expected);
      await close();
      expect(runs()).toEqual(before);
    });

    it.each([
      ['is missing', (path: string) => rmSync(path)],
      ['is cut off', (path: string) => truncateSync(path, 4_000)],
      ['has a damaged end', (path: string) => flip(path, statSync(join(folder, path)).size - 30)],
      ['has a damaged filter', (path: string) => flip(path, statSync(join(folder, path)).size - 60)],
    ])('is rebuilt if a file %s', async (_what, damage) => {
      const [first = ''] = runs();
      damage(
        _what === 'is missing' || _what === 'is cut off' ? join(folder, 'ids', first) : join('ids', first),
      );
      const { log, close } = await openIn(folder, { sealBytes: FEW });
      expect(await again(log, all)).toEqual(expected);
      await close();
    });

    it('is rebuilt if it belongs to another log', async () => {
      const other = mkdtempSync(join(tmpdir(), 'event-log-'));
      cpSync(folder, other, { recursive: true });
      for (const name of ['history', 'journal-a', 'journal-b', 'state.mdb']) rmSync(join(other, name));
      const { log, close } = await openIn(other, { sealBytes: FEW });
      const others = newEvents(600);
      for (let n = 0; n < 600; n += 5) await log.append(others.slice(n, n + 5));
      await close();
      cpSync(join(folder, 'ids'), join(other, 'ids'), { recursive: true });
      const reopened = await openIn(other, { sealBytes: FEW });
      expect(await again(reopened.log, others)).toEqual(expected);
      await reopened.close();
      rmSync(other, { recursive: true });
    });

    it('refuses what it cannot tell for sure', async () => {
      const { log, close } = await openIn(folder, { sealBytes: FEW });
      for (const name of runs()) flip(join('ids', name), 2_000);
      await expect(log.append(all.slice(0, 100))).rejects.toMatchObject({
        code: 'log.corrupt',
        message: expect.stringContaining('ids'),
      });
      await close();
    });
  });

  it.each(['history', 'journal-a', 'journal-b'])(
    'does not open when the file %s is missing',
    async (name) => {
      const { log, close } = await openIn(folder);
      await log.append(newEvents(3));
      await close();
      rmSync(join(folder, name));
      await expect(openIn(folder)).rejects.toMatchObject({
        code: 'log.corrupt',
        message: expect.stringContaining(name),
      });
    },
  );

  it('takes nothing more, and says so, once another process has opened it', async () => {
    const { log, close } = await openIn(folder);
    await log.append([newEvent()]);
    const failures: string[] = [];
    log.onFailure(({ code }) => failures.push(code));
    const other = await openIn(folder);
    await other.log.append([newEvent({ id: 'of the other' })]);
    await expect(log.append([newEvent()])).rejects.toMatchObject({ code: 'storage.in_use' });
    expect(failures).toEqual(['storage.in_use']);
    await expect(log.append([newEvent()])).rejects.toMatchObject({ code: 'storage.failed' });
    expect(await readAll(other.log)).toMatchObject([{}, { id: 'of the other' }]);
    await other.close();
    await close();
  });
});
