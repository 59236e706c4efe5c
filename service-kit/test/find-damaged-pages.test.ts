import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { findDamagedPages } from '../src/find-damaged-pages';
import { dataFile, Store } from '../src/index';
import { HEADER_BYTES, NodeFlag, readHeader } from '../src/lmdb-format';
import { FileImage, PAGE_BYTES, type Place } from './file-image';
import { ManyTables } from './many-tables';
import { Program } from './programs/run-program';
import { propertyRuns } from './property-runs';

const META = { lastPage: HEADER_BYTES + 120, transaction: HEADER_BYTES + 128 };
const TREE = { flags: 4, depth: 6, branchPages: 8, leafPages: 16, overflowPages: 24, entries: 32, root: 40 };
const PAGE = { page: 0, pad: 16, flags: 18, lower: 20, upper: 22 };

describe('findDamagedPages', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pages-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describe('calls a file whole', () => {
    it('of a store without tables, and with empty ones', async () => {
      const store = await Store.open(folder);
      expect(findDamagedPages(dataFile(folder))).toEqual([]);
      new ManyTables(store);
      expect(findDamagedPages(dataFile(folder))).toEqual([]);
      await store.stop();
    });

    it('of many tables after each round of writing, when it is opened again, and its copy', async () => {
      let store = await Store.open(folder);
      let tables = new ManyTables(store);
      const free = new Set<number>();
      for (let round = 0; round < 45; round += 1) {
        if (round === 30) {
          await store.stop();
          store = await Store.open(folder);
          tables = new ManyTables(store);
        }
        await tables.write(round);
        expect(findDamagedPages(dataFile(folder))).toEqual([]);
        const image = new FileImage(dataFile(folder));
        free.add(image.nodes(image.meta.free).length);
      }
      await store.copyTo(join(folder, 'copy'));
      await store.stop();
      expect(findDamagedPages(dataFile(folder))).toEqual([]);
      expect(findDamagedPages(dataFile(join(folder, 'copy')))).toEqual([]);
      // It is no proof unless the file has all there is to look at.
      const image = new FileImage(dataFile(folder));
      expect(Math.max(...image.tables.map(({ depth }) => depth))).toBe(3);
      expect(image.overflowPages(image.table('strings')).length).toBeGreaterThan(1);
      expect(Math.max(...free)).toBeGreaterThan(2);
    });

    it('of a large value that was overwritten by smaller ones in one transaction: it keeps its pages', async () => {
      const store = await Store.open(folder);
      const table = store.table<string>('texts');
      for (const length of [9 * PAGE_BYTES, 3 * PAGE_BYTES, 2 * PAGE_BYTES]) {
        await store.transaction(() => {
          for (const left of [length, length - PAGE_BYTES, length - 2 * PAGE_BYTES]) {
            void table.put('long', 'x'.repeat(Math.max(10, left)));
          }
        });
        expect(findDamagedPages(dataFile(folder))).toEqual([]);
        expect(table.get('long')).toBe('x'.repeat(Math.max(10, length - 2 * PAGE_BYTES)));
      }
      await store.stop();
    });

    it('whose process was killed while it wrote', async () => {
      for (const kill of [1, 2, 3]) {
        const first = kill * 8;
        const program = new Program('store-program', { DATA_DIR: folder, FIRST_ROUND: String(first) });
        await program.hears(`round ${first + kill}`);
        program.child.kill('SIGKILL');
        expect(await program.ended).toMatchObject({ signal: 'SIGKILL' });
        expect(findDamagedPages(dataFile(folder))).toEqual([]);
      }
    });
  });

  describe('finds', () => {
    let whole: FileImage;
    let path: string;
    beforeAll(async () => {
      whole = await fullFile();
    });
    beforeEach(() => {
      path = join(folder, 'state.mdb');
      whole.writeTo(path);
    });

    /** What is found once `damage` was done to the file. */
    const found = (damage: (image: FileImage) => void): string => {
      const image = new FileImage(whole.bytes);
      damage(image);
      image.writeOver(path, whole);
      const findings = findDamagedPages(path);
      whole.writeOver(path, image);
      return findings.join('\n');
    };

    it('nothing in the file that the others start with', () => {
      expect(found(() => {})).toBe('');
    });

    const leaf = (image: FileImage) => nthNode(image, 'strings', false);
    const branch = (image: FileImage) => nthNode(image, 'strings', true);

    it.each(
      Object.entries(PAGE).flatMap(([what, at]) => [
        { what, at, kind: 'leaf', choose: leaf },
        { what, at, kind: 'branch', choose: branch },
      ]),
    )('every flipped bit in the $what of a $kind page', ({ at, choose }) => {
      const { page, pageStart } = choose(whole);
      for (const { byte, bit } of bits(at, at === PAGE.page ? 8 : 2)) {
        expect(found((image) => image.flip(pageStart + byte, bit))).toContain(`table strings: page ${page}`);
      }
    });

    it('a page of a commit that was never made', () => {
      const { page, pageStart } = leaf(whole);
      const never = whole.meta.transaction + 1;
      const damage = (image: FileImage) => image.bytes.writeUInt32LE(never, pageStart + 8);
      expect(found(damage)).toContain(`page ${page} is of commit ${never}`);
    });

    it.each([
      ['leaf', leaf],
      ['branch', branch],
    ])('every flipped bit in the pointer to a node of a %s page', (_kind, choose) => {
      const { page, pointer } = choose(whole);
      for (const { byte, bit } of bits(pointer, 2)) {
        expect(found((image) => image.flip(byte, bit))).toContain(`page ${page} `);
      }
    });

    it('two pointers that lead to one node', () => {
      const { page, pointer } = leaf(whole);
      const damage = ({ bytes }: FileImage) => bytes.writeUInt16LE(bytes.readUInt16LE(pointer + 2), pointer);
      expect(found(damage)).toContain(`page ${page} `);
    });

    it.each([
      ['size of its value', 0, 4],
      ['flags', 4, 2],
      ['size of its key', 6, 2],
    ])('every flipped bit in a node: %s', (_what, at, length) => {
      const place = leaf(whole);
      for (const { byte, bit } of bits(place.start + at, length)) {
        if (isHidden(whole, place, byte, bit)) continue;
        expect(found((image) => image.flip(byte, bit))).toContain(`page ${place.page} `);
      }
    });

    it('every flipped bit in the number of a child page', () => {
      const { start } = branch(whole);
      for (const { byte, bit } of bits(start, 6)) {
        expect(found((image) => image.flip(byte, bit))).toMatch(/^table strings: page \d+ /);
      }
    });

    it('every flipped bit in what leads to a large value, and in the header of its page', () => {
      const { value, page } = largeValue(whole);
      const first = whole.bytes.readUInt32LE(value) * PAGE_BYTES;
      for (const { byte, bit } of [...bits(value, 24), ...bits(first, 8), ...bits(first + 18, 6)]) {
        expect(found((image) => image.flip(byte, bit))).toContain(`table strings: page ${page} `);
      }
    });

    it('keys out of order, in a leaf and in a branch', () => {
      for (const { page, pointer } of [leaf(whole), branch(whole)]) {
        const damage = ({ bytes }: FileImage) => {
          bytes.subarray(pointer, pointer + 4).swap16();
          bytes.subarray(pointer, pointer + 4).reverse();
        };
        expect(found(damage)).toContain(`page ${page} has keys out of order`);
      }
    });

    it('a key that belongs to another page', () => {
      const nodes = whole.nodes(whole.table('strings')).filter(({ isBranch }) => !isBranch);
      const lastOfFirst = nodes.findLast(({ page }) => page === nodes[0]?.page) as Place;
      const damage = ({ bytes }: FileImage) => bytes.fill('~', lastOfFirst.start + 8, lastOfFirst.start + 9);
      expect(found(damage)).toContain(`page ${lastOfFirst.page} has keys out of order`);
    });

    it.each(Object.entries(TREE))('every flipped bit in the %s of a table', (what, at) => {
      const record = whole.record('strings');
      for (const { byte, bit } of bits(record + at, at < 8 ? 2 : 8)) {
        // The upper half of the flags has none of trees.
        if (at === TREE.flags && byte > record + at) continue;
        expect({ what, bit, message: found((image) => image.flip(byte, bit)) }).not.toMatchObject({
          message: '',
        });
      }
    });

    it.each(['free', 'main'] as const)(
      'every flipped bit in the counts and the root of the %s tree',
      (tree) => {
        const start = whole.metaPages.newer * PAGE_BYTES + HEADER_BYTES + (tree === 'free' ? 24 : 72);
        for (const { byte, bit } of [0, 4, 6, 8, 16, 24, 32, 40].flatMap((at) =>
          bits(start + at, at < 8 ? 2 : 8),
        )) {
          const message = found((image) => image.flip(byte, bit));
          if (tree === 'main' && byte < start + 4) continue;
          expect({ at: byte - start, bit, message }).not.toMatchObject({ message: '' });
        }
      },
    );

    it('every flipped bit in the last page', () => {
      const at = whole.metaPages.newer * PAGE_BYTES + META.lastPage;
      for (const { byte, bit } of bits(at, 8)) {
        expect(found((image) => image.flip(byte, bit))).toMatch(/page/);
      }
    });

    it('every flipped bit in the numbers of the last two commits', async () => {
      for (const image of [whole, await olderBy(1), await olderBy(2), await olderBy(3)]) {
        for (const page of [0, 1]) {
          for (const { byte, bit } of everyBit(page * PAGE_BYTES + META.transaction, 8)) {
            // This one cannot be told from a commit that could not be written; see the test below.
            const { newer } = image.metaPages;
            if (page === newer && byte === page * PAGE_BYTES + META.transaction && bit === 1) continue;
            const message = found((damaged) => {
              image.bytes.copy(damaged.bytes);
              damaged.flip(byte, bit);
            });
            expect({ commit: image.meta.transaction, page, byte, bit, message }).toMatchObject({
              message: expect.stringContaining('its start, pages 0 and 1, tells of'),
            });
          }
        }
      }
    });

    it.each([
      ['twice', (_image: FileImage, page: number) => page, 'is used elsewhere'],
      ['though it is in use', ({ meta }: FileImage) => meta.main.root as number, 'is used elsewhere'],
      ['that does not exist', ({ meta }: FileImage) => meta.lastPage + 1, 'does not exist'],
      ['that is none', () => 1, 'does not exist'],
      ['that is beyond all numbers', () => 2 ** 47, 'does not exist'],
    ])('a page that is called free %s', (_what, choose, message) => {
      const { at, other } = freeEntry(whole);
      const page = choose(whole, other);
      expect(found(({ bytes }) => bytes.writeBigInt64LE(BigInt(page), at))).toContain(message);
    });

    it.each([
      ['one too few', -1n],
      ['one too many', 2n],
      ['4 billion', 2n ** 32n],
      ['more than there are numbers', 2n ** 63n - 1n],
    ])('a list of free pages that counts %s', (_what, more) => {
      const { count } = freeEntry(whole);
      const damage = ({ bytes }: FileImage) => {
        const sum = bytes.readBigUInt64LE(count) + more;
        bytes.writeBigUInt64LE(BigInt.asUintN(64, sum), count);
      };
      expect(found(damage)).toMatch(/page/);
    });

    it('a run of free pages that is longer than the file', () => {
      const { at } = freeEntry(whole);
      for (const length of [2n ** 20n, 2n ** 32n, 2n ** 62n]) {
        expect(found(({ bytes }) => bytes.writeBigInt64LE(-length, at))).toContain('free pages: page');
      }
    });

    it('a file that was cut off, at every page in use and within it', () => {
      const used = usedPages(whole);
      for (let page = 0; page <= Math.max(...used); page += 1) {
        for (const bytes of [page * PAGE_BYTES, page * PAGE_BYTES + 4_000]) {
          if (bytes === 0) continue;
          writeFileSync(path, whole.bytes.subarray(0, bytes));
          expect(findDamagedPages(path)).not.toEqual([]);
        }
      }
    });

    it('a file of zeros, and of anything', () => {
      for (const pages of [0.001, 1, 2, 3, 50]) {
        for (const make of [Buffer.alloc, randomBytes]) {
          writeFileSync(path, make(Math.ceil(pages * PAGE_BYTES)));
          expect(findDamagedPages(path)).toEqual(['its start, pages 0 and 1, is not that of an LMDB file']);
        }
      }
    });

    it('a flipped bit in any header, node or pointer', () => {
      const places = [...whole.tables, whole.meta.free, whole.meta.main].flatMap((tree) => whole.nodes(tree));
      const property = fc.property(fc.nat(), fc.nat(), (chosen, at) => {
        const place = places[chosen % places.length] as Place;
        const spots = [
          ...everyBit(place.pageStart, 8),
          ...everyBit(place.pageStart + PAGE.pad, 8),
          ...everyBit(place.pointer, 2),
          ...everyBit(place.start, 8),
        ];
        const { byte, bit } = spots[at % spots.length] as Bit;
        fc.pre(!isHidden(whole, place, byte, bit));
        expect(found((image) => image.flip(byte, bit))).not.toBe('');
      });
      fc.assert(property, { numRuns: propertyRuns(200) });
    });

    it('or does not find, but never fails: whatever 8 bytes are, wherever they are', () => {
      const values = [
        0n,
        1n,
        2n ** 15n,
        2n ** 31n,
        2n ** 32n - 1n,
        2n ** 53n,
        2n ** 63n - 1n,
        2n ** 64n - 1n,
      ];
      const property = fc.property(
        fc.nat(),
        fc.constantFrom(...values),
        fc.boolean(),
        (chosen, value, near) => {
          const room = near ? 2 * PAGE_BYTES : whole.bytes.length - 8;
          found(({ bytes }) => bytes.writeBigUInt64LE(value, chosen % room));
        },
      );
      fc.assert(property, { numRuns: propertyRuns(200) });
    });

    /** The file after so many commits more, in which nothing but a small value was changed. */
    async function olderBy(commits: number): Promise<FileImage> {
      const copy = join(folder, `older-${commits}`);
      const store = await Store.open(copy);
      await store.stop();
      whole.writeTo(dataFile(copy));
      const again = await Store.open(copy);
      for (let n = 0; n < commits; n += 1) {
        await again.transaction(() => void again.table<number>('strings').put('key-1', n));
      }
      await again.stop();
      return new FileImage(dataFile(copy));
    }
  });

  it('finds a file that was cut off within its last value', async () => {
    const store = await Store.open(folder);
    const table = store.table<string>('a');
    for (let n = 0; n < 5; n += 1) await store.transaction(() => void table.put('small', `${n}`));
    await store.transaction(() => void table.put('large', 'x'.repeat(50_000)));
    await store.stop();
    const image = new FileImage(dataFile(folder));
    const [first] = image.overflowPages(image.table('a')) as [number];
    const last = first + 12;
    expect(image.meta.lastPage).toBe(last);
    truncateSync(dataFile(folder), last * PAGE_BYTES);
    expect(findDamagedPages(dataFile(folder)).join()).toContain(`a value on page ${first}, which is cut off`);
  });

  it('takes a commit that could not be written for one that was never made', async () => {
    const store = await Store.open(folder);
    const table = store.table<number>('a');
    const put = (n: number) => store.transaction(() => void table.put('n', n));
    for (let n = 0; n < 10; n += 1) await put(n);
    const before = readFileSync(dataFile(folder));
    await put(10);
    await store.stop();
    // LMDB does this when the disk refuses its last write: the number and the last page are those of two commits ago.
    const image = new FileImage(dataFile(folder));
    const page = image.metaPages.newer * PAGE_BYTES;
    for (const at of Object.values(META)) before.copy(image.bytes, page + at, page + at, page + at + 8);
    image.writeTo(dataFile(folder));
    expect(findDamagedPages(dataFile(folder))).toEqual([]);
    const again = await Store.open(folder);
    expect(again.table<number>('a').get('n')).toBe(9);
    await again.stop();
  });
});

async function fullFile(): Promise<FileImage> {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  const store = await Store.open(folder);
  await new ManyTables(store).writeUntil(3);
  await store.stop();
  const image = new FileImage(dataFile(folder));
  rmSync(folder, { recursive: true });
  return image;
}

interface Bit {
  readonly byte: number;
  readonly bit: number;
}

function everyBit(start: number, length: number): Bit[] {
  return Array.from({ length: length * 8 }, (_, n) => ({ byte: start + (n >> 3), bit: n & 7 }));
}

/** Every bit of the lowest two bytes, and one of each other: those are far beyond what there can be. */
function bits(start: number, length: number): Bit[] {
  return everyBit(start, length).filter(({ byte, bit }) => byte < start + 2 || bit === byte % 8);
}

/** A node in the middle of a page of that kind. */
function nthNode(image: FileImage, table: string, isBranch: boolean): Place {
  const nodes = image.nodes(image.table(table)).filter((place) => place.isBranch === isBranch);
  const found = nodes.find(({ index, node }) => index === 2 && (node.flags & NodeFlag.bigData) === 0);
  return found as Place;
}

function largeValue(image: FileImage): Place {
  const nodes = image.nodes(image.table('strings'));
  return nodes.find(({ node }) => (node.flags & NodeFlag.bigData) !== 0) as Place;
}

/** Where a list of free pages keeps its count and one page that stands by itself, and another free page. */
function freeEntry(image: FileImage): { count: number; at: number; other: number } {
  for (const { value, node } of image.nodes(image.meta.free)) {
    const entries = Array.from({ length: image.bytes.readUInt32LE(value) }, (_, index) => {
      const at = value + 8 + index * 8;
      return { at, entry: Number(image.bytes.readBigInt64LE(at)) };
    });
    const single = entries.findIndex(
      ({ entry }, index) => entry > 0 && (entries[index - 1]?.entry ?? 0) >= 0,
    );
    const last = entries.at(-1);
    const isChosen =
      (node.flags & NodeFlag.bigData) === 0 && single >= 0 && last && single < entries.length - 1;
    if (isChosen)
      return { count: value, at: (entries[single] as { at: number }).at, other: Math.abs(last.entry) };
  }
  throw new Error('Expected a list of free pages with more than one');
}

function usedPages(image: FileImage): number[] {
  const trees = [...image.tables, image.meta.free, image.meta.main];
  const large = trees.flatMap((tree) =>
    image.overflowPages(tree).map((page) => {
      const { overflowPages } = readHeader(image.bytes.subarray(page * PAGE_BYTES));
      return page + overflowPages - 1;
    }),
  );
  return [...trees.flatMap((tree) => image.nodes(tree).map(({ page }) => page)), ...large];
}

/**
 * Whether a flipped bit in a node's header changes nothing but a value, whose checksum finds it: how long a large value
 * is, or that a byte of padding belongs to the value. That it belongs to the key is not found either.
 */
function isHidden(image: FileImage, place: Place, byte: number, bit: number): boolean {
  const at = byte - place.start;
  if (at < 0 || at >= 8) return false;
  const { key, flags, valueBytes } = place.node;
  const isLarge = !place.isBranch && (flags & NodeFlag.bigData) !== 0;
  if (isLarge && at < 4) return true;
  const isLength = bit === 0 && (at === 6 || (at === 0 && !place.isBranch));
  const total = 8 + key.length + (place.isBranch ? 0 : isLarge ? 24 : valueBytes);
  const change = (image.bytes[byte] as number) & 1 ? -1 : 1;
  return isLength && Math.ceil((total + change) / 2) === Math.ceil(total / 2);
}
