import type { Store } from '../src/index';

const BYTES_MAX = 290 * 1024;
/** Every so many rounds a value has pages of its own. */
const LARGE_EVERY = 8;
const ENTRIES_A_ROUND = 200;

/** Tables with keys of every encoding and values of 1 byte to 300 KB, which are written, rewritten and removed. */
export class ManyTables {
  readonly #store: Store;
  readonly #strings;
  readonly #numbers;
  readonly #arrays;
  readonly #integers;
  readonly #bytes;

  constructor(store: Store) {
    this.#store = store;
    this.#strings = store.table<string>('strings');
    this.#numbers = store.table<number, number>('numbers');
    this.#arrays = store.table<object, [string, number]>('arrays');
    this.#integers = store.binaryTable<number>('integers', { keyEncoding: 'uint32' });
    this.#bytes = store.binaryTable<Buffer>('bytes', { keyEncoding: 'binary' });
  }

  /** Writes the nth round in one transaction; what it writes depends on nothing but n. */
  async write(round: number): Promise<void> {
    await this.#store.transaction(() => {
      for (let index = 0; index < ENTRIES_A_ROUND; index += 1) {
        const n = round * ENTRIES_A_ROUND + index;
        const scattered = (n * 7919) % 10_007;
        void this.#strings.put(`key-${scattered}`, 'x'.repeat(n % 90));
        void this.#numbers.put(scattered / 3 - 1_000, n);
        void this.#arrays.put([`name-${scattered % 7}`, n], { n });
        void this.#integers.put(n, Buffer.alloc(1 + (n % 60), n));
        void this.#bytes.put(binaryKey(scattered), Buffer.alloc(1 + (n % 30), n));
        if (n % 3 === 0) {
          void this.#strings.remove(`key-${(scattered * 5) % 10_007}`);
          void this.#arrays.remove([`name-${scattered % 7}`, n - 300]);
          void this.#bytes.remove(binaryKey((scattered * 3) % 10_007));
        }
      }
      if (round % LARGE_EVERY === 0) {
        const size = ((round * 104_729) % BYTES_MAX) + 10_000;
        void this.#strings.put(`large-${(round / LARGE_EVERY) % 5}`, 'y'.repeat(size));
        void this.#integers.put(4_000_000_000 - ((round * 3) % 20), Buffer.alloc(size, round));
      }
    });
  }

  async writeUntil(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) await this.write(round);
  }
}

function binaryKey(n: number): Buffer {
  const key = Buffer.alloc(4 + (n % 40), n % 251);
  key.writeUInt32BE(n, 0);
  return key;
}
