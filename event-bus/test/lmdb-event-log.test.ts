import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '@blog/service-kit';
import { LmdbEventLog } from '../src/storage/lmdb-event-log';
import { itKeepsTheLogPromises, newEvent, readAll } from './event-log-conformance';

async function openIn(folder: string, queueBytesMax = 1e9) {
  const store = new Store(folder);
  const log = await LmdbEventLog.open({ store, queueBytesMax });
  const close = async () => {
    await log.stop();
    await store.stop();
  };
  return { store, log, close };
}

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'event-log-'));
}

describe('LmdbEventLog', () => {
  itKeepsTheLogPromises(async () => {
    const folder = freshFolder();
    let open = await openIn(folder);
    return {
      log: open.log,
      reopen: async () => {
        await open.close();
        open = await openIn(folder);
        return open.log;
      },
      close: async () => {
        await open.close();
        rmSync(folder, { recursive: true });
      },
    };
  });

  describe('with a damaged file', () => {
    let folder: string;
    beforeEach(() => {
      folder = freshFolder();
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('refuses an event with a flipped bit by its position, and serves the others', async () => {
      const { store, log, close } = await openIn(folder);
      await log.append([newEvent(), newEvent(), newEvent()]);
      const events = store.binaryTable<number>('events', { keyEncoding: 'uint32' });
      const damaged = Buffer.from(events.getBinary(2) as Buffer);
      damaged[40] = (damaged[40] as number) ^ 1;
      await events.put(2, damaged);
      const one = (after: number) => log.read({ after, limit: 1, bytesMax: 1e6 });
      await expect(one(1)).rejects.toMatchObject({ code: 'log.corrupt', details: { position: 2 } });
      expect(await one(0)).toHaveLength(1);
      expect(await one(2)).toHaveLength(1);
      await close();
    });

    it('refuses an event that stands at the place of another', async () => {
      const { store, log, close } = await openIn(folder);
      await log.append([newEvent(), newEvent()]);
      const events = store.binaryTable<number>('events', { keyEncoding: 'uint32' });
      await events.put(2, Buffer.from(events.getBinary(1) as Buffer));
      await expect(readAll(log)).rejects.toMatchObject({ code: 'log.corrupt', details: { position: 2 } });
      await close();
    });

    it('does not open when an event is missing', async () => {
      const { store, log, close } = await openIn(folder);
      await log.append([newEvent(), newEvent(), newEvent()]);
      await store.binaryTable<number>('events', { keyEncoding: 'uint32' }).remove(2);
      await close();
      const damaged = new Store(folder);
      await expect(LmdbEventLog.open({ store: damaged, queueBytesMax: 1 })).rejects.toMatchObject({
        code: 'log.corrupt',
      });
      await damaged.stop();
    });
  });

  it('takes nothing more, and says so, once another process has written to its file', async () => {
    const folder = freshFolder();
    const { store, log, close } = await openIn(folder);
    await log.append([newEvent()]);
    const failures: string[] = [];
    log.onFailure(({ code }) => failures.push(code));
    const events = store.binaryTable<number>('events', { keyEncoding: 'uint32' });
    await events.put(2, Buffer.from('of another bus'));
    await expect(log.append([newEvent()])).rejects.toMatchObject({ code: 'storage.in_use' });
    expect(failures).toEqual(['storage.in_use']);
    await expect(log.append([newEvent()])).rejects.toMatchObject({ code: 'storage.failed' });
    expect(events.getBinary(2)?.toString()).toBe('of another bus');
    await close();
    rmSync(folder, { recursive: true });
  });

  it('answers log.overloaded when more waits than it may hold, and takes events again afterwards', async () => {
    const folder = freshFolder();
    const { log, close } = await openIn(folder, 1_000);
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => log.append([newEvent()])));
    const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ reason }) => reason.code === 'log.overloaded')).toBe(true);
    expect(log.head).toBe(100 - refused.length);
    await log.append([newEvent()]);
    await close();
    rmSync(folder, { recursive: true });
  });
});
