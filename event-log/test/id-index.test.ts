import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { propertyRuns } from '../../service-kit/test/property-runs';
import { logProblems } from '../src';
import { IdFilter } from '../src/id-filter';
import { IdIndex } from '../src/id-index';
import { IdRunWriter } from '../src/id-run-writer';
import { hashOf } from '../src/identity';

const HASH_MAX = 2 ** 48 - 1;
const parts = (hash: number) => [Math.floor(hash / 2 ** 16), hash % 2 ** 16] as const;

/**
 * A file as written by an earlier build: entries of 11 bytes with whole positions, 372 per chunk; the last chunk is padded with
 * empty entries.
 */
function oldRun(hashes: readonly number[]): Buffer {
  const entries = hashes.map((hash, place) => ({ hash, position: place + 1 }));
  entries.sort((a, b) => a.hash - b.hash);
  const filter = IdFilter.forCount(hashes.length);
  const chunks: Buffer[] = [];
  const fences = Buffer.alloc(4 * Math.ceil(hashes.length / 372));
  for (let start = 0; start < entries.length; start += 372) {
    const chunk = Buffer.alloc(4_096);
    for (let at = 0; at < 372; at += 1) {
      const { hash, position } = entries[start + at] ?? { hash: 0xffffffff * 2 ** 16, position: 0 };
      const [high, low] = parts(hash);
      if (position > 0) filter.add(high, low);
      chunk.writeUInt32LE(high, 11 * at);
      chunk.writeUInt16LE(low, 11 * at + 4);
      chunk.writeUIntLE(position, 11 * at + 6, 5);
    }
    chunk.writeUInt32LE(crc32(chunk.subarray(0, -4), chunks.length), 4_092);
    fences.writeUInt32LE(chunk.readUInt32LE(0), 4 * chunks.length);
    chunks.push(chunk);
  }
  const end = Buffer.alloc(32);
  end.write('blog-id1');
  end.writeUIntLE(1, 8, 6);
  end.writeUIntLE(hashes.length, 14, 6);
  end.writeUInt32LE(filter.bytes, 20);
  const tables = Buffer.concat([...filter.segments, fences, end.subarray(0, -4)]);
  end.writeUInt32LE(crc32(tables), 28);
  return Buffer.concat([...chunks, ...filter.segments, fences, end]);
}

describe('hashOf', () => {
  it('is a whole number of 48 bits, the same for the same identity', () => {
    fc.assert(
      fc.property(fc.string(), (identity) => {
        const hash = hashOf(identity);
        expect(Number.isInteger(hash) && hash >= 0 && hash <= HASH_MAX).toBe(true);
        expect(hashOf(identity)).toBe(hash);
      }),
    );
  });
});

describe('IdFilter', () => {
  it('never denies what was added, and few of the others pass, also in several segments', () => {
    const count = 60_000;
    const filter = IdFilter.forCount(count);
    expect(filter.segments.length).toBeGreaterThan(1);
    const hash = (n: number, kind: string) => parts(hashOf(`${kind} ${n}`));
    for (let n = 0; n < count; n += 1) filter.add(...hash(n, 'added'));
    let denied = 0;
    let passed = 0;
    for (let n = 0; n < count; n += 1) {
      if (!filter.mayHave(...hash(n, 'added'))) denied += 1;
      if (filter.mayHave(...hash(n, 'other'))) passed += 1;
    }
    expect(denied).toBe(0);
    expect(passed / count).toBeLessThan(0.02);
  });
});

describe('IdRun', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ids-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds every position under a hash, also of many that are equal, and none under another', async () => {
    const hashes = fc.array(
      fc.oneof(fc.integer({ min: 0, max: HASH_MAX }), fc.constantFrom(0, 7, 65_536, HASH_MAX)),
      {
        minLength: 1,
        maxLength: 2_000,
      },
    );
    const property = fc.asyncProperty(hashes, fc.integer({ min: 0, max: HASH_MAX }), async (all, other) => {
      const entries = all.map((hash, index) => ({ hash, position: 101 + index }));
      entries.sort((a, b) => parts(a.hash)[0] - parts(b.hash)[0]);
      const writer = new IdRunWriter(join(folder, 'run'), { first: 101, count: all.length });
      for (const { hash, position } of entries) writer.add(...parts(hash), position);
      const run = await writer.end();
      expect([run.first, run.last]).toEqual([101, 100 + all.length]);
      for (const hash of new Set([...all, other])) {
        const found: number[] = [];
        run.find(hash, found);
        const positions = entries.filter((entry) => entry.hash === hash).map(({ position }) => position);
        expect(found.sort((a, b) => a - b)).toEqual(positions.sort((a, b) => a - b));
      }
      run.close();
    });
    await fc.assert(property, { numRuns: propertyRuns(30) });
  });
});

describe('IdIndex', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ids-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds everything at any time, over restarts, in few files', async () => {
    const all: number[] = [];
    const open = () =>
      IdIndex.open({
        folder,
        through: all.length,
        recentMax: 50,
        *hashesFrom(position) {
          for (let at = position - 1; at < all.length; at += 30) yield all.slice(at, at + 30);
        },
        hashAt: (position) => all[position - 1] as number,
      });
    const check = (index: IdIndex) => {
      const lost: number[] = [];
      for (let place = all.length % 37; place < all.length; place += 37) {
        if (!index.positions(all[place] as number).includes(place + 1)) lost.push(place + 1);
      }
      expect(lost).toEqual([]);
      expect(index.positions(HASH_MAX)).toEqual([]);
    };
    for (let round = 0; round < 12; round += 1) {
      const index = await open();
      check(index);
      for (let n = 0; n < 15; n += 1) {
        const hashes = Array.from({ length: 1 + ((7 * n + round) % 120) }, (_, m) =>
          hashOf(`${round} ${n} ${m}`),
        );
        all.push(...hashes);
        index.add(hashes);
        const compacting = index.compact(all.length);
        const meanwhile = hashOf(`${round} ${n} meanwhile`);
        all.push(meanwhile);
        index.add([meanwhile]);
        check(index);
        await compacting;
      }
      check(index);
      index.close();
    }
    expect(all.length).toBeGreaterThan(5_000);
    expect(readdirSync(join(folder, 'ids')).length).toBeLessThan(16);
  });

  it('keeps its files while the log cannot be reached, and drops those of another log', async () => {
    const all = Array.from({ length: 500 }, (_, n) => hashOf(`${n}`));
    const options = { folder, through: 500, recentMax: 100, hashAt: (at: number) => all[at - 1] as number };
    const hashesFrom = (position: number) => [all.slice(position - 1)].filter(({ length }) => length > 0);
    (await IdIndex.open({ ...options, hashesFrom })).close();
    const files = () => readdirSync(join(folder, 'ids'));
    expect(files()).toEqual(['1-500']);

    const fails = (code: 'log.unavailable' | 'log.corrupt') => () =>
      Promise.reject(logProblems.error(code, code));
    const away = IdIndex.open({ ...options, hashesFrom, hashAt: fails('log.unavailable') });
    await expect(away).rejects.toMatchObject({ code: 'log.unavailable' });
    expect(files()).toEqual(['1-500']);

    const read = jest.fn(hashesFrom);
    (await IdIndex.open({ ...options, hashesFrom: read, hashAt: fails('log.corrupt') })).close();
    expect(read).toHaveBeenCalledWith(1);
  });

  it('reads the files of a build before as they are, and puts them together with its own', async () => {
    const all = Array.from({ length: 2_000 }, (_, n) => hashOf(`${n}`));
    const path = join(folder, 'ids', '1-500');
    mkdirSync(join(folder, 'ids'));
    const old = oldRun(all.slice(0, 500));
    writeFileSync(path, old);
    const hashesFrom = (position: number) =>
      [all.slice(position - 1, 500)].filter(({ length }) => length > 0);
    const hashAt = (position: number) => all[position - 1] as number;
    const index = await IdIndex.open({ folder, through: 500, recentMax: 500, hashesFrom, hashAt });
    expect(readFileSync(path).equals(old)).toBe(true);
    const check = (count: number) => {
      const found = all.slice(0, count).map((hash) => index.positions(hash));
      expect(found).toEqual(found.map((_, place) => [place + 1]));
    };
    check(500);
    for (const start of [500, 1_000, 1_500]) {
      index.add(all.slice(start, start + 500));
      await index.compact(start + 500);
    }
    expect(readdirSync(join(folder, 'ids'))).toEqual(['1-2000']);
    check(2_000);
    index.close();
  });

  it('puts nothing into a file that is not in the history', async () => {
    const all = Array.from({ length: 300 }, (_, n) => hashOf(`${n}`));
    const index = await IdIndex.open({
      folder,
      through: 0,
      recentMax: 100,
      hashesFrom: () => [],
      hashAt: () => 0,
    });
    index.add(all);
    await index.compact(99);
    expect(readdirSync(join(folder, 'ids'))).toEqual([]);
    await index.compact(120);
    expect(readdirSync(join(folder, 'ids'))).toEqual(['1-120']);
    for (const [place, hash] of all.entries()) expect(index.positions(hash)).toEqual([place + 1]);
    index.close();
  });

  it('is rebuilt from the history in few files', async () => {
    const all = Array.from({ length: 4_000 }, (_, n) => hashOf(`${n}`));
    const index = await IdIndex.open({
      folder,
      through: all.length,
      recentMax: 1_000,
      *hashesFrom(position) {
        for (let at = position - 1; at < all.length; at += 200) yield all.slice(at, at + 200);
      },
      hashAt: (position) => all[position - 1] as number,
    });
    expect(readdirSync(join(folder, 'ids'))).toEqual(['1-4000']);
    expect(index.positions(all[2_999] as number)).toEqual([3_000]);
    index.close();
  });

  describe('of a history that is longer than a file', () => {
    const all = Array.from({ length: 2_750 }, (_, n) => hashOf(`${n}`));
    const open = ({ readable = all.length, from = [] as number[] } = {}) =>
      IdIndex.open({
        folder,
        through: all.length,
        recentMax: 100,
        sortedMax: 1_000,
        *hashesFrom(position) {
          from.push(position);
          for (let at = position - 1; at < readable; at += 300)
            yield all.slice(at, Math.min(at + 300, readable));
          if (readable < all.length) throw new Error('cannot be read');
        },
        hashAt: (position) => all[position - 1] as number,
      });
    const files = () => readdirSync(join(folder, 'ids')).sort();

    it('is built in files that follow one another', async () => {
      for (let opened = 0; opened < 2; opened += 1) {
        const index = await open();
        expect(files()).toEqual(['1-1000', '1001-2000', '2001-2700']);
        for (const [place, hash] of all.entries()) expect(index.positions(hash)).toEqual([place + 1]);
        index.close();
      }
    });

    it('keeps what could be read, and resumes from there', async () => {
      const from: number[] = [];
      await expect(open({ readable: 2_100, from })).rejects.toThrow('cannot be read');
      expect(files()).toEqual(['1-1000', '1001-2000']);
      (await open({ from })).close();
      expect(from).toEqual([1, 2_001]);
      expect(files()).toEqual(['1-1000', '1001-2000', '2001-2700']);
    });
  });

  it('ends early when it is stopped, and is whole afterwards', async () => {
    const all = Array.from({ length: 40_000 }, (_, n) => hashOf(`${n}`));
    const options = {
      folder,
      through: 0,
      recentMax: 10_000,
      hashesFrom: (position: number) => [all.slice(position - 1)],
      hashAt: (position: number) => all[position - 1] as number,
    };
    const index = await IdIndex.open({ ...options, hashesFrom: () => [] });
    for (let at = 0; at < 40_000; at += 10_000) {
      index.add(all.slice(at, at + 10_000));
      const compacting = index.compact(at + 10_000);
      if (at === 30_000) index.stop();
      await compacting;
    }
    index.close();
    expect(readdirSync(join(folder, 'ids')).sort()).toEqual([
      '1-10000',
      '10001-20000',
      '20001-30000',
      '30001-40000',
    ]);
    const reopened = await IdIndex.open({ ...options, through: 40_000 });
    for (let at = 0; at < 40_000; at += 999) expect(reopened.positions(all[at] as number)).toContain(at + 1);
    reopened.close();
  });
});
