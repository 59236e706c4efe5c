const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
const SHIFTS = [0, DIGIT_BITS, 2 * DIGIT_BITS];

/** Entries in the order of their hashes' upper 32 bits; where these are equal, in the order of their places. */
export interface SortedIds {
  readonly count: number;
  /** The upper 32 bits of each. */
  readonly highs: Uint32Array;
  /** The place of each: at which it was added. */
  readonly places: Uint32Array;
  /** The lower 16 bits by place. */
  readonly lows: Uint16Array;
}

/**
 * Sorts hashes by their upper 32 bits, with a radix sort: its time depends on their number alone, and not on what they are,
 * which publishers choose with their ids.
 */
export class IdSorter {
  readonly #highs: Uint32Array;
  readonly #lows: Uint16Array;
  readonly #places: Uint32Array;
  readonly #sortedHighs: Uint32Array;
  readonly #sortedPlaces: Uint32Array;
  #count = 0;

  constructor(countMax: number) {
    this.#highs = new Uint32Array(countMax);
    this.#lows = new Uint16Array(countMax);
    this.#places = new Uint32Array(countMax);
    this.#sortedHighs = new Uint32Array(countMax);
    this.#sortedPlaces = new Uint32Array(countMax);
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.#highs.length;
  }

  /** Adds as many of some hashes as there is room for, from one on; returns how many. */
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

  /** The hashes that were added from a place on. */
  hashesFrom(place: number): number[] {
    const lows = this.#lows.subarray(place, this.#count);
    return Array.from(lows, (low, n) => (this.#highs[place + n] as number) * 2 ** 16 + low);
  }

  /** Sorts the first `count` that were added, and forgets all; what it returns holds until the next `add`. */
  sort(count: number): SortedIds {
    const starts = startsOf(this.#highs, count);
    const places = this.#places;
    for (let place = 0; place < count; place += 1) places[place] = place;
    const added = { highs: this.#highs, places };
    const sorted = { highs: this.#sortedHighs, places: this.#sortedPlaces };
    // An odd number of times: it ends in the other arrays.
    let [from, to] = [added, sorted];
    for (const [digit, shift] of SHIFTS.entries()) {
      distribute(from, to, { count, shift, starts: starts[digit] as Uint32Array });
      [from, to] = [to, from];
    }
    this.#count = 0;
    return { ...from, lows: this.#lows, count };
  }
}

type Entries = Pick<SortedIds, 'highs' | 'places'>;

/** For each digit, where the entries with each value of it begin. */
function startsOf(highs: Uint32Array, count: number): Uint32Array[] {
  const starts = SHIFTS.map(() => new Uint32Array(DIGITS));
  const [lower, middle, upper] = starts as [Uint32Array, Uint32Array, Uint32Array];
  for (let place = 0; place < count; place += 1) {
    const high = highs[place] as number;
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

/** Orders entries by one digit; those that are alike in it keep their order. */
function distribute(
  from: Entries,
  to: Entries,
  { count, shift, starts }: { count: number; shift: number; starts: Uint32Array },
): void {
  const { highs, places } = from;
  const { highs: toHighs, places: toPlaces } = to;
  for (let index = 0; index < count; index += 1) {
    const high = highs[index] as number;
    const value = (high >>> shift) & (DIGITS - 1);
    const at = starts[value] as number;
    starts[value] = at + 1;
    toHighs[at] = high;
    toPlaces[at] = places[index] as number;
  }
}
