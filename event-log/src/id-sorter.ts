const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
const SHIFTS = [0, DIGIT_BITS, 2 * DIGIT_BITS];

/** Entries sorted by the upper 32 bits of their hashes, then by offset. */
export interface SortedIds {
  readonly count: number;
  /** The upper 32 bits of each. */
  readonly highs: Uint32Array;
  /** For each, its offset: how many hashes were added before it. */
  readonly offsets: Uint32Array;
  /** The lower 16 bits, by offset. */
  readonly lows: Uint16Array;
}

/**
 * Radix sort of hashes by their upper 32 bits: its time depends only on their number, not on the hashes, which publishers
 * influence by choosing ids.
 */
export class IdSorter {
  readonly #highs: Uint32Array;
  readonly #lows: Uint16Array;
  readonly #offsets: Uint32Array;
  readonly #sortedHighs: Uint32Array;
  readonly #sortedOffsets: Uint32Array;
  #count = 0;

  constructor(countMax: number) {
    this.#highs = new Uint32Array(countMax);
    this.#lows = new Uint16Array(countMax);
    this.#offsets = new Uint32Array(countMax);
    this.#sortedHighs = new Uint32Array(countMax);
    this.#sortedOffsets = new Uint32Array(countMax);
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.#highs.length;
  }

  /** Adds hashes from index `from` on, as many as fit; returns how many. */
  add(hashes: ArrayLike<number>, from = 0): number {
    const count = Math.min(hashes.length - from, this.#highs.length - this.#count);
    for (let n = 0; n < count; n += 1) {
      const hash = hashes[from + n] as number;
      const high = Math.floor(hash / 2 ** 16);
      this.#highs[this.#count + n] = high;
      this.#lows[this.#count + n] = hash - high * 2 ** 16;
    }
    this.#count += count;
    return count;
  }

  /** The hashes added from an offset on. */
  hashesFrom(offset: number): number[] {
    const lows = this.#lows.subarray(offset, this.#count);
    return Array.from(lows, (low, n) => (this.#highs[offset + n] as number) * 2 ** 16 + low);
  }

  /** Sorts the first `count` hashes and clears the sorter; the result is valid until the next `add`. */
  sort(count: number): SortedIds {
    const starts = startsOf(this.#highs, count);
    const offsets = this.#offsets;
    for (let offset = 0; offset < count; offset += 1) offsets[offset] = offset;
    const added = { highs: this.#highs, offsets };
    const sorted = { highs: this.#sortedHighs, offsets: this.#sortedOffsets };
    // An odd number of passes: the result ends up in the other arrays.
    let [from, to] = [added, sorted];
    for (const [digit, shift] of SHIFTS.entries()) {
      distribute(from, to, { count, shift, starts: starts[digit] as Uint32Array });
      [from, to] = [to, from];
    }
    this.#count = 0;
    return { ...from, lows: this.#lows, count };
  }
}

type Entries = Pick<SortedIds, 'highs' | 'offsets'>;

/** For each digit and value, the index at which its entries start. */
function startsOf(highs: Uint32Array, count: number): Uint32Array[] {
  const starts = SHIFTS.map(() => new Uint32Array(DIGITS));
  const [lower, middle, upper] = starts as [Uint32Array, Uint32Array, Uint32Array];
  for (let offset = 0; offset < count; offset += 1) {
    const high = highs[offset] as number;
    (lower[high & (DIGITS - 1)] as number) += 1;
    (middle[(high >>> DIGIT_BITS) & (DIGITS - 1)] as number) += 1;
    (upper[high >>> (2 * DIGIT_BITS)] as number) += 1;
  }
  for (const digit of starts) {
    let start = 0;
    for (let value = 0; value < DIGITS; value += 1) {
      const entries = digit[value] as number;
      digit[value] = start;
      start += entries;
    }
  }
  return starts;
}

/** One pass: orders entries by one digit; stable. */
function distribute(
  from: Entries,
  to: Entries,
  { count, shift, starts }: { count: number; shift: number; starts: Uint32Array },
): void {
  const { highs, offsets } = from;
  const { highs: toHighs, offsets: toOffsets } = to;
  for (let index = 0; index < count; index += 1) {
    const high = highs[index] as number;
    const value = (high >>> shift) & (DIGITS - 1);
    const at = starts[value] as number;
    starts[value] = at + 1;
    toHighs[at] = high;
    toOffsets[at] = offsets[index] as number;
  }
}
