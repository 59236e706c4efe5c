const BLOCK_BITS = 512;
const BLOCK_BYTES = BLOCK_BITS / 8;
/**
 * A filter is in pieces of so many bytes. The allocator of the C library (glibc) gives a large buffer pages of its own; once
 * one was freed, it keeps twice as many free bytes as that had, in each of its arenas, for good.
 */
const PIECE_BYTES = 64 * 1024;
const PIECE_BLOCKS = PIECE_BYTES / BLOCK_BYTES;
const BITS_PER_HASH = 12;
const PROBES = 6;

/**
 * Says of a hash that it is certainly not in a set, or that it may be (1 of some 200 that are not): a Bloom filter in
 * blocks of a cache line. Hashes in order touch it in order.
 */
export class IdFilter {
  readonly bytes: number;
  /** Its bytes, in order. */
  readonly pieces: readonly Buffer[];
  readonly #blocks: number;

  /** An empty one. */
  constructor(bytes: number) {
    this.bytes = bytes;
    this.pieces = Array.from({ length: Math.ceil(bytes / PIECE_BYTES) }, (_, n) =>
      Buffer.alloc(Math.min(PIECE_BYTES, bytes - n * PIECE_BYTES)),
    );
    this.#blocks = bytes / BLOCK_BYTES;
  }

  static forCount(count: number): IdFilter {
    return new IdFilter(Math.ceil((count * BITS_PER_HASH) / BLOCK_BITS) * BLOCK_BYTES);
  }

  add(high: number, low: number): void {
    const block = this.#blockOf(high);
    const piece = this.#pieceOf(block);
    const start = startOf(block);
    let probe = mix(high, low);
    const step = stepOf(probe);
    for (let n = 0; n < PROBES; n += 1) {
      const bit = probe & (BLOCK_BITS - 1);
      (piece[start + (bit >> 3)] as number) |= 1 << (bit & 7);
      // Of 32 bits for good: arithmetic of doubles takes several times as long.
      probe = (probe + step) | 0;
    }
  }

  mayHave(high: number, low: number): boolean {
    const block = this.#blockOf(high);
    const piece = this.#pieceOf(block);
    const start = startOf(block);
    let probe = mix(high, low);
    const step = stepOf(probe);
    for (let n = 0; n < PROBES; n += 1) {
      const bit = probe & (BLOCK_BITS - 1);
      if (((piece[start + (bit >> 3)] as number) & (1 << (bit & 7))) === 0) return false;
      probe = (probe + step) | 0;
    }
    return true;
  }

  #blockOf(high: number): number {
    return Math.floor((high * this.#blocks) / 2 ** 32);
  }

  #pieceOf(block: number): Buffer {
    return this.pieces[Math.floor(block / PIECE_BLOCKS)] as Buffer;
  }
}

/** Where a block begins in its piece. */
const startOf = (block: number): number => (block % PIECE_BLOCKS) * BLOCK_BYTES;

/** How far apart the bits of a hash are; it is odd. */
const stepOf = (mixed: number): number => (mixed >>> 18) | 1;

/** The bits that choose a block are spread over those that choose within it. */
function mix(high: number, low: number): number {
  const mixed = Math.imul(high ^ (low << 13), 0x9e3779b1);
  return mixed ^ (mixed >>> 15) ^ low;
}
