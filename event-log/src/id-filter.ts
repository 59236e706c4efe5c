const LINE_BITS = 512;
const LINE_BYTES = LINE_BITS / 8;
/**
 * The filter is split into segments of this size. glibc's allocator gives large buffers pages of their own; freeing one
 * permanently raises what each of its arenas keeps free to twice that size.
 */
const SEGMENT_BYTES = 64 * 1024;
const SEGMENT_LINES = SEGMENT_BYTES / LINE_BYTES;
const BITS_PER_HASH = 12;
const PROBES = 6;

/**
 * A Bloom filter in blocks of one cache line: false means certainly absent; about 1 in 200 absent hashes passes. Hashes in
 * ascending order access it sequentially.
 */
export class IdFilter {
  readonly bytes: number;
  /** Its content, in order. */
  readonly segments: readonly Buffer[];
  readonly #lines: number;

  /** Creates an empty filter. */
  constructor(bytes: number) {
    this.bytes = bytes;
    this.segments = Array.from({ length: Math.ceil(bytes / SEGMENT_BYTES) }, (_, n) =>
      Buffer.alloc(Math.min(SEGMENT_BYTES, bytes - n * SEGMENT_BYTES)),
    );
    this.#lines = bytes / LINE_BYTES;
  }

  static forCount(count: number): IdFilter {
    return new IdFilter(Math.ceil((count * BITS_PER_HASH) / LINE_BITS) * LINE_BYTES);
  }

  add(high: number, low: number): void {
    const line = this.#lineOf(high);
    const segment = this.#segmentOf(line);
    const start = startOf(line);
    let probe = mix(high, low);
    const step = stepOf(probe);
    for (let n = 0; n < PROBES; n += 1) {
      const bit = probe & (LINE_BITS - 1);
      (segment[start + (bit >> 3)] as number) |= 1 << (bit & 7);
      // Keeps it a 32-bit integer: floating-point arithmetic takes several times as long.
      probe = (probe + step) | 0;
    }
  }

  mayHave(high: number, low: number): boolean {
    const line = this.#lineOf(high);
    const segment = this.#segmentOf(line);
    const start = startOf(line);
    let probe = mix(high, low);
    const step = stepOf(probe);
    for (let n = 0; n < PROBES; n += 1) {
      const bit = probe & (LINE_BITS - 1);
      if (((segment[start + (bit >> 3)] as number) & (1 << (bit & 7))) === 0) return false;
      probe = (probe + step) | 0;
    }
    return true;
  }

  #lineOf(high: number): number {
    return Math.floor((high * this.#lines) / 2 ** 32);
  }

  #segmentOf(line: number): Buffer {
    return this.segments[Math.floor(line / SEGMENT_LINES)] as Buffer;
  }
}

/** Offset of a cache line in its segment. */
const startOf = (line: number): number => (line % SEGMENT_LINES) * LINE_BYTES;

/** Distance between the bits of a hash; odd. */
const stepOf = (mixed: number): number => (mixed >>> 18) | 1;

/** Mixes the bits that choose the cache line into those that choose within it. */
function mix(high: number, low: number): number {
  const mixed = Math.imul(high ^ (low << 13), 0x9e3779b1);
  return mixed ^ (mixed >>> 15) ^ low;
}
