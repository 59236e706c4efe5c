import { EventBlock } from './event-block';
import { Inflater } from './inflater';

/** Number of blocks held; nearby readers share them. */
const BLOCKS_MAX = 5;
/** Buffer size for a block's lines; a larger block gets its own memory. */
const LINES_BYTES_MAX = 192 * 1024;
/** Buffer size for a compressed block; blocks compress to about a sixth. */
const STORED_BYTES_MAX = 64 * 1024;

interface PassingBlock {
  readonly first: number;
  readonly last: number;
  /** Compressed size in bytes. */
  readonly bytes: number;
  /** Reads the compressed bytes into `buffer` and verifies them. */
  read(buffer: Buffer): Buffer;
}

/**
 * Blocks of the history for readers that scan them and copy what they want, decompressed into the same few buffers. A block is
 * valid only until the next `load`: use it within one turn of the event loop.
 */
export class PassingBlocks {
  readonly #inflater = new Inflater();
  readonly #buffers: Buffer[] = [];
  /** The block in each buffer. */
  readonly #blocks: (EventBlock | undefined)[] = [];
  #stored: Buffer | undefined;
  #next = 0;

  /** The block that contains a position, if it is still held. */
  find(position: number): EventBlock | undefined {
    return this.#blocks.find(
      (block) => block !== undefined && block.first <= position && position <= block.last,
    );
  }

  /** Decompresses a block. Undefined if it is too large for the buffers, or damaged. @throws what `read` throws */
  load({ first, last, bytes, read }: PassingBlock): EventBlock | undefined {
    if (bytes > STORED_BYTES_MAX) return undefined;
    this.#stored ??= Buffer.allocUnsafeSlow(STORED_BYTES_MAX);
    const stored = read(this.#stored.subarray(0, bytes));
    const slot = this.#next;
    this.#buffers[slot] ??= Buffer.allocUnsafeSlow(LINES_BYTES_MAX);
    const buffer = this.#buffers[slot] as Buffer;
    this.#blocks[slot] = undefined;
    const length = this.#inflater.inflate(stored, buffer);
    if (length === undefined) return undefined;
    const block = new EventBlock({ first, last, lines: buffer.subarray(0, length) });
    this.#blocks[slot] = block;
    this.#next = (slot + 1) % BLOCKS_MAX;
    return block;
  }
}
