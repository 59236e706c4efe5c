import { hashOf } from '../identity';
import { decodePage, encodePage, PAGE_EVENTS, pageEnd, pageOf, pageStart } from './id-page';

describe('a page of ids', () => {
  const hashes = Array.from({ length: PAGE_EVENTS }, (_, place) => hashOf(String(place)));
  hashes[0] = 0;
  hashes[1] = 2 ** 48 - 1;
  const bytes = encodePage(2, hashes);

  it('has every hash by position', () => {
    expect(Array.from(decodePage(2, bytes) ?? [])).toEqual(hashes);
  });

  it('is not taken for another one, nor if it was cut short or changed', () => {
    const changed = Buffer.from(bytes);
    changed[7] = (changed[7] as number) ^ 1;
    expect(decodePage(3, bytes)).toBeUndefined();
    expect(decodePage(2, bytes.subarray(0, -6))).toBeUndefined();
    expect(decodePage(2, Buffer.alloc(0))).toBeUndefined();
    expect(decodePage(2, changed)).toBeUndefined();
  });

  it('has a fixed number of positions, from the first one on', () => {
    expect([pageStart(1), pageEnd(1), pageStart(2)]).toEqual([1, PAGE_EVENTS, PAGE_EVENTS + 1]);
    expect([1, PAGE_EVENTS, PAGE_EVENTS + 1].map(pageOf)).toEqual([1, 1, 2]);
  });
});
