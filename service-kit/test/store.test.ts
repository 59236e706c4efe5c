import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFile, Store } from '../src/index';
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

  it('says so where there is a file in place of its folder', async () => {
    const path = mkdtempSync(join(tmpdir(), 'store-file-'));
    writeFileSync(join(path, 'data'), '');
    for (const place of ['data', 'data/below']) {
      await expect(Store.open(join(path, place))).rejects.toMatchObject({ code: 'storage.not_accessible' });
    }
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

  it('tells once that the disk failed, and not when only the work did', async () => {
    const table = folder.store.table<number>('a');
    const heard: unknown[] = [];
    folder.store.onFailure(({ code }) => heard.push(code));
    const refuse = () => {
      throw new Error('no');
    };
    await expect(folder.store.transaction(refuse)).rejects.toThrow('no');
    expect(heard).toEqual([]);
    const disk = jest.spyOn(Object.getPrototypeOf(table), 'childTransaction');
    disk.mockRejectedValueOnce(new Error('Input/output error'));
    await expect(folder.store.transaction(() => {})).rejects.toMatchObject({ code: 'storage.failed' });
    disk.mockRestore();
    expect(heard).toEqual(['storage.failed']);
  });

  describe('with a file that may be damaged', () => {
    let path: string;
    let file: string;
    beforeEach(async () => {
      path = mkdtempSync(join(tmpdir(), 'store-damaged-'));
      file = dataFile(path);
      const store = await Store.open(path);
      const posts = store.table<object>('posts');
      store.table<object>('others');
      await store.transaction(() => {
        for (const n of [1, 2, 3]) void posts.put(`key-${n}`, { text: `the text of ${n}` });
      });
      await store.stop();
    });
    afterEach(() => rmSync(path, { recursive: true }));

    const damage = (change: (bytes: Buffer) => void) => {
      const bytes = readFileSync(file);
      change(bytes);
      writeFileSync(file, bytes);
      return bytes;
    };

    it('refuses a value with a flipped bit by the name of its table, and gives the others', async () => {
      damage((bytes) => {
        const text = 'the text of 2';
        // Older pages have it as well.
        for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at)) {
          bytes[at] = (bytes[at] as number) ^ 1;
        }
      });
      const store = await Store.open(path);
      const posts = store.table<object>('posts');
      store.table<object>('others');
      await store.open();
      const refusal = { code: 'storage.corrupt', message: expect.stringContaining('table posts') };
      expect(() => posts.get('key-2')).toThrow(expect.objectContaining(refusal));
      expect(() => [...posts.getRange()]).toThrow(expect.objectContaining(refusal));
      expect(posts.get('key-1')).toEqual({ text: 'the text of 1' });
      expect(posts.get('key-3')).toEqual({ text: 'the text of 3' });
      await store.stop();
    });

    it('refuses a table that nobody opened: its name is damaged', async () => {
      const store = await Store.open(path);
      store.table<object>('posts');
      const refusal = { code: 'storage.corrupt', message: expect.stringContaining('a table "others"') };
      await expect(store.open()).rejects.toMatchObject(refusal);
      store.table<object>('others');
      await store.open();
      await store.stop();
    });

    it.each([{ readOnly: false }, { readOnly: true }])(
      'refuses damaged pages, leaves the file as it is and the folder to the next (%j)',
      async (options) => {
        const whole = readFileSync(file);
        const damaged = damage((bytes) => bytes.fill(0xff, 2 * 4096));
        const refusal = { code: 'storage.corrupt', message: expect.stringMatching(/page \d+/) };
        await expect(Store.open(path, options)).rejects.toMatchObject(refusal);
        expect(readFileSync(file).equals(damaged)).toBe(true);
        writeFileSync(file, whole);
        const store = await Store.open(path, options);
        expect(store.table<object>('posts').get('key-1')).toEqual({ text: 'the text of 1' });
        await store.stop();
      },
    );

    it('does not look at the pages of a file that is larger than it may be', async () => {
      // An unused page at the end, which does no harm.
      damage((bytes) => bytes.writeUInt32LE(bytes.readUInt32LE(24 + 120) + 1_000, 24 + 120));
      damage((bytes) => bytes.writeUInt32LE(bytes.readUInt32LE(4096 + 24 + 120) + 1_000, 4096 + 24 + 120));
      const { length } = readFileSync(file);
      await expect(Store.open(path, { checkedBytesMax: length })).rejects.toMatchObject({
        code: 'storage.corrupt',
      });
      await (await Store.open(path, { checkedBytesMax: length - 1 })).stop();
    });

    it.each([512, 4_096, 8_192, 12_288])(
      'makes a file anew whose making was cut off, %d bytes long',
      async (bytes) => {
        writeFileSync(file, Buffer.alloc(bytes));
        await expect(Store.open(path, { readOnly: true })).rejects.toMatchObject({ code: 'storage.corrupt' });
        expect(readFileSync(file)).toHaveLength(bytes);
        const store = await Store.open(path);
        expect(store.tableNames()).toEqual([]);
        await store.stop();
      },
    );

    it.each([1, 100, 512, 4_095, 4_096, 8_192, 12_288])(
      'never makes a file anew of which %d bytes are left',
      async (bytes) => {
        truncateSync(file, bytes);
        await expect(Store.open(path)).rejects.toMatchObject({ code: 'storage.corrupt' });
        expect(readFileSync(file)).toHaveLength(bytes);
      },
    );

    it('writes nothing and makes no folder when it only reads', async () => {
      const before = readFileSync(file);
      const store = await Store.open(path, { readOnly: true });
      const posts = store.table<object>('posts');
      expect(posts.get('key-1')).toEqual({ text: 'the text of 1' });
      await expect(store.transaction(() => void posts.put('key-1', {}))).rejects.toThrow();
      await store.stop();
      expect(readFileSync(file).equals(before)).toBe(true);

      const none = join(path, 'none');
      await expect(Store.open(none, { readOnly: true })).rejects.toThrow();
      expect(existsSync(none)).toBe(false);
      mkdirSync(none);
      await expect(Store.open(none, { readOnly: true })).rejects.toThrow();
      expect(existsSync(dataFile(none))).toBe(false);
    });
  });
});
