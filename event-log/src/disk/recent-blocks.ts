import type { EventBlock } from '../event-block';

/**
 * Size of the blocks read once, in bytes. A lone reader of the whole history never asks for them again, and objects that
 * survive two young-generation collections cost a full collection.
 */
const NEW_BYTES_MAX = 1024 * 1024;
/** Size of the blocks read twice, in bytes: for readers at some distance from one another. */
const SHARED_BYTES_MAX = 8 * 1024 * 1024;

/** Cache of recently read history blocks (2Q): a scan of the whole history evicts none that readers share. */
export class RecentBlocks {
  readonly #new = new Queue(NEW_BYTES_MAX);
  readonly #shared = new Queue(SHARED_BYTES_MAX);

  /** The cached block that contains a position. Does not extend its life. */
  find(position: number): EventBlock | undefined {
    return this.#shared.find(position) ?? this.#new.find(position);
  }

  /** The cached block that contains a position. Promotes it, so that it is kept longer. */
  get(position: number): EventBlock | undefined {
    const shared = this.#shared.find(position);
    if (shared !== undefined) return shared;
    const block = this.#new.find(position);
    if (block === undefined) return undefined;
    this.#new.remove(block);
    this.#shared.add(block);
    return block;
  }

  /** Adds a block that is not cached. */
  add(block: EventBlock): void {
    this.#new.add(block);
  }
}

/** First in, first out; the newest block stays, whatever its size. */
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

/** The memory a block holds: the whole buffer it was decompressed into, which is larger than its lines. */
const bytesHeld = ({ lines }: EventBlock) => lines.buffer.byteLength;
