import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '@blog/service-kit';
import { DiskEventLog } from '../../src/disk/disk-event-log';
import { openLogTables } from '../../src/disk/log-tables';
import { newEvents } from '../new-event';
import { readAll } from '../read-all';

describe('the format of a data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'event-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function withStore<Result>(use: (store: Store) => Promise<Result>): Promise<Result> {
    const store = new Store(folder);
    try {
      return await use(store);
    } finally {
      await store.stop();
    }
  }

  const withLog = <Result>(use: (log: DiskEventLog) => Promise<Result>) =>
    withStore(async (store) => {
      const log = await DiskEventLog.open({ folder, store, queueBytesMax: 1e9, sealBytes: 1_000 });
      try {
        return await use(log);
      } finally {
        await log.stop();
      }
    });

  const format = () => withStore(async (store) => openLogTables(store).meta.get('format'));

  it('has version 1 from the beginning', async () => {
    await withLog((log) => log.append(newEvents(1)));
    expect(await format()).toBe('1');
  });

  it('is given its version if an earlier build wrote none, and keeps everything', async () => {
    await withLog((log) => log.append(newEvents(20)));
    const before = await withLog(readAll);
    await withStore((store) => openLogTables(store).meta.remove('format'));
    expect(await withLog(readAll)).toEqual(before);
    expect(await format()).toBe('1');
  });

  it('is refused by name if a newer build wrote it, and left as it is', async () => {
    await withLog((log) => log.append(newEvents(1)));
    await withStore((store) => openLogTables(store).meta.put('format', '2'));
    await expect(withLog(readAll)).rejects.toMatchObject({
      code: 'log.newer_form',
      message: expect.stringMatching(/format 1 .* found 2.*newer build/),
    });
    expect(await format()).toBe('2');
  });

  it.each(['events', 'blocks'])('is refused by name in the form of an earlier build (%s)', async (name) => {
    await withStore(async (store) => {
      await store.binaryTable<number>(name, { keyEncoding: 'uint32' }).put(1, Buffer.from('{}'));
    });
    await expect(withLog(readAll)).rejects.toMatchObject({ code: 'log.old_form' });
  });
});
