import { EventBlock } from './event-block';
import { Inflater } from './inflater';

/** How many blocks there are; readers that are near one another share them. */
const BLOCKS_MAX = 5;
/** Room for the lines of one. A block with more needs memory of its own. */
const LINES_BYTES_MAX = 192 * 1024;
/** Room for what one is unpacked from; a block is compressed to a sixth. */
const STORED_BYTES_MAX = 64 * 1024;

interface PassingBlock {
  readonly first: number;
  readonly last: number;
  /** What it has as it is stored, in bytes. */
  readonly bytes: number;
  /** Reads that into `room`, and checks it. */
  read(room: Buffer): Buffer;
}

/**
 * Blocks of the history for those who look through them, and copy what they want: they are unpacked into the same few pieces of
 * memory again and again. So a block is valid only until the caller lets another one read: within one turn of the event loop.
 */
export class PassingBlocks {
  readonly #inflater = new Inflater();
  readonly #rooms: Buffer[] = [];
  /** In each room, that one which was unpacked into it last. */
  readonly #blocks: (EventBlock | undefined)[] = [];
  #stored: Buffer | undefined;
  #next = 0;

  /** The block with a position, if it is one of the last few. */
  find(position: number): EventBlock | undefined {
    return this.#blocks.find(
      (block) => block !== undefined && block.first <= position && position <= block.last,
    );
  }

  /** Unpacks a block. Undefined if it needs memory of its own, or is damaged. @throws what `read` throws */
  load({ first, last, bytes, read }: PassingBlock): EventBlock | undefined {
    if (bytes > STORED_BYTES_MAX) return undefined;
    this.#stored ??= Buffer.allocUnsafeSlow(STORED_BYTES_MAX);
    const stored = read(this.#stored.subarray(0, bytes));
    const place = this.#next;
    this.#rooms[place] ??= Buffer.allocUnsafeSlow(LINES_BYTES_MAX);
    const room = this.#rooms[place] as Buffer;
    this.#blocks[place] = undefined;
    const length = this.#inflater.inflate(stored, room);
    if (length === undefined) return undefined;
    const block = new EventBlock({ first, last, lines: room.subarray(0, length) });
    this.#blocks[place] = block;
    this.#next = (place + 1) % BLOCKS_MAX;
    return block;
  }
}
