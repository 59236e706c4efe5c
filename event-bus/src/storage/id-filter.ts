const BLOCK_BITS = 512;
const BLOCK_BYTES = BLOCK_BITS / 8;
const BITS_PER_HASH = 12;
const PROBES = 6;

/**
 * Says of a hash that it is certainly not in a set, or that it may be (1 of some 200 that are not): a Bloom filter in
 * blocks of a cache line. Hashes in order touch it in order.
 */
export class IdFilter {
  readonly bytes: Buffer;
  readonly #blocks: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#blocks = bytes.length / BLOCK_BYTES;
  }

  static forCount(count: number): IdFilter {
    return new IdFilter(Buffer.alloc(Math.ceil((count * BITS_PER_HASH) / BLOCK_BITS) * BLOCK_BYTES));
  }

  add(high: number, low: number): void {
    const start = this.#blockOf(high);
    let probe = mix(high, low);
    const step = (probe >>> 18) | 1;
    for (let n = 0; n < PROBES; n += 1) {
      const bit = probe & (BLOCK_BITS - 1);
      (this.bytes[start + (bit >> 3)] as number) |= 1 << (bit & 7);
      probe += step;
    }
  }

  mayHave(high: number, low: number): boolean {
    const start = this.#blockOf(high);
    let probe = mix(high, low);
    const step = (probe >>> 18) | 1;
    for (let n = 0; n < PROBES; n += 1) {
      const bit = probe & (BLOCK_BITS - 1);
      if (((this.bytes[start + (bit >> 3)] as number) & (1 << (bit & 7))) === 0) return false;
      probe += step;
    }
    return true;
  }

  #blockOf(high: number): number {
    return Math.floor((high * this.#blocks) / 2 ** 32) * BLOCK_BYTES;
  }
}

/** The bits that choose a block are spread over those that choose within it. */
function mix(high: number, low: number): number {
  const mixed = Math.imul(high ^ (low << 13), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15) ^ low) >>> 0;
}
