import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../src/index';
import { StoreFolder } from './store-folder';

describe('Store', () => {
  let folder: StoreFolder;
  beforeEach(() => {
    folder = new StoreFolder();
  });
  afterEach(() => folder.remove());

  it('is for one at a time: a second one is refused while the first is open', async () => {
    const path = mkdtempSync(join(tmpdir(), 'store-lock-'));
    const first = await Store.open(path);
    await expect(Store.open(path)).rejects.toMatchObject({ code: 'storage.in_use' });
    await first.stop();
    await (await Store.open(path)).stop();
    rmSync(path, { recursive: true });
  });

  it('writes all tables of a transaction or none', async () => {
    const [a, b] = [folder.store.table<number>('a'), folder.store.table<number>('b')];
    const both = (value: number, fails: boolean) =>
      folder.store.transaction(() => {
        void a.put('key', value);
        if (fails) throw new RangeError('no');
        void b.put('key', value);
      });
    await both(1, false);
    await expect(both(2, true)).rejects.toThrow(RangeError);
    expect([a.get('key'), b.get('key')]).toEqual([1, 1]);
  });

  it('resolves with what the work returns, once it is there for the next process', async () => {
    const result = await folder.store.transaction(() => {
      void folder.store.table<string>('a').put('key', 'value');
      return 42;
    });
    expect(result).toBe(42);
    const reopened = await folder.reopen();
    expect(reopened.table<string>('a').get('key')).toBe('value');
  });

  it('runs many transactions at once one after the other, and a failing one harms no other', async () => {
    const counts = folder.store.table<number>('counts');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 1_000 }, (_, n) =>
        folder.store.transaction(() => {
          const next = (counts.get('n') ?? 0) + 1;
          void counts.put('n', next);
          if (n % 10 === 0) throw new Error(`not ${n}`);
          return next;
        }),
      ),
    );
    const results = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(results).toEqual(Array.from({ length: 900 }, (_, index) => index + 1));
    expect(counts.get('n')).toBe(900);
    expect((outcomes[10] as PromiseRejectedResult).reason.message).toBe('not 10');
  });

  it('tells its listeners after a commit, when the change can be read, and not after a failure', async () => {
    const table = folder.store.table<number>('a');
    const seen: unknown[] = [];
    const end = folder.store.onCommit(() => seen.push(table.get('key')));
    await folder.store.transaction(() => void table.put('key', 1));
    await folder.store
      .transaction(() => {
        throw new Error('no');
      })
      .catch(() => {});
    end();
    await folder.store.transaction(() => void table.put('key', 2));
    expect(seen).toEqual([1]);
  });
});
