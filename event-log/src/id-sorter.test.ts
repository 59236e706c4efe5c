import fc from 'fast-check';
import { IdSorter } from './id-sorter';

const HASH_MAX = 2 ** 48 - 1;
const highOf = (hash: number) => Math.floor(hash / 2 ** 16);

describe('IdSorter', () => {
  const hash = fc.oneof(
    fc.integer({ min: 0, max: HASH_MAX }),
    fc.constantFrom(0, 1, 65_535, 65_536, 2 ** 47, HASH_MAX - 65_536, HASH_MAX),
  );
  const hashes = fc.array(hash, { maxLength: 300 });

  function entriesOf(sorter: IdSorter, count: number): { hash: number; offset: number }[] {
    const { highs, offsets, lows, count: sorted } = sorter.sort(count);
    expect(sorted).toBe(count);
    return Array.from(offsets.subarray(0, count), (offset, index) => ({
      hash: (highs[index] as number) * 2 ** 16 + (lows[offset] as number),
      offset,
    }));
  }

  it('orders the first of them by the upper 32 bits, then by offset, and has the rest as they came', () => {
    const sorter = new IdSorter(300);
    const property = fc.property(hashes, fc.nat(), (all, n) => {
      const count = n % (all.length + 1);
      expect(sorter.add(all)).toBe(all.length);
      expect(sorter.hashesFrom(count)).toEqual(all.slice(count));
      const wanted = all.slice(0, count).map((hash, offset) => ({ hash, offset }));
      wanted.sort((a, b) => highOf(a.hash) - highOf(b.hash) || a.offset - b.offset);
      expect(entriesOf(sorter, count)).toEqual(wanted);
      expect(sorter.count).toBe(0);
    });
    fc.assert(property);
  });

  it('takes as many as it has room for, and the others once it was sorted', () => {
    const sorter = new IdSorter(2);
    const all = [HASH_MAX, 0, 7];
    expect(sorter.add(all)).toBe(2);
    expect([sorter.isFull, sorter.add(all, 2)]).toEqual([true, 0]);
    expect(entriesOf(sorter, 2)).toEqual([
      { hash: 0, offset: 1 },
      { hash: HASH_MAX, offset: 0 },
    ]);
    expect([sorter.isFull, sorter.add(all, 2)]).toEqual([false, 1]);
    expect(entriesOf(sorter, 1)).toEqual([{ hash: 7, offset: 0 }]);
  });
});
