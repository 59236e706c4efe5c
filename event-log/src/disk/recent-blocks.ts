import type { EventBlock } from '../event-block';

/**
 * Blocks that are read for the first time are let go of after so many bytes: a lone reader of the whole history asks for none of
 * them again, and what lives longer than two collections of the young generation costs a collection of the whole heap.
 */
const NEW_BYTES_MAX = 1024 * 1024;
/** Those that a second read asked for in time, for readers at some distance from one another. */
const SHARED_BYTES_MAX = 8 * 1024 * 1024;

/** The blocks of the history that were read a short while ago; a scan of all of it displaces none that readers share (2Q). */
export class RecentBlocks {
  readonly #new = new Queue(NEW_BYTES_MAX);
  readonly #shared = new Queue(SHARED_BYTES_MAX);

  /** The block with a position, if it is here. It is kept for as long as if nobody had asked. */
  find(position: number): EventBlock | undefined {
    return this.#shared.find(position) ?? this.#new.find(position);
  }

  /** The block with a position, if it is here. It is kept longer from then on. */
  get(position: number): EventBlock | undefined {
    const shared = this.#shared.find(position);
    if (shared !== undefined) return shared;
    const block = this.#new.find(position);
    if (block === undefined) return undefined;
    this.#new.remove(block);
    this.#shared.add(block);
    return block;
  }

  /** Keeps a block that is not here. */
  add(block: EventBlock): void {
    this.#new.add(block);
  }
}

/** First in, first out; the last one in stays, however large it is. */
class Queue {
  readonly #bytesMax: number;
  #blocks: EventBlock[] = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  find(position: number): EventBlock | undefined {
    return this.#blocks.find(({ first, last }) => first <= position && position <= last);
  }

  add(block: EventBlock): void {
    this.#blocks.push(block);
    this.#bytes += bytesHeld(block);
    while (this.#bytes > this.#bytesMax && this.#blocks.length > 1)
      this.remove(this.#blocks[0] as EventBlock);
  }

  remove(block: EventBlock): void {
    this.#blocks = this.#blocks.filter((one) => one !== block);
    this.#bytes -= bytesHeld(block);
  }
}

/** What a block keeps in memory, which is more than its lines: it was unpacked into it. */
const bytesHeld = ({ lines }: EventBlock) => lines.buffer.byteLength;
