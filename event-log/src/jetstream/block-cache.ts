import type { EventBlock } from '../event-block';
import type { Wanted } from './direct-get';

/**
 * Events are read in pieces that begin after multiples of this, so that readers share them. So many of the blog's are just below
 * the next limit; with more, each piece would be read as a large one and a small one.
 */
const BLOCK_EVENTS = 192;
/** A piece has so many bytes at most, with the headers of its messages; its last event may go beyond it. */
const BLOCK_BYTES_MAX = 144 * 1024;

interface Options {
  /** What the blocks have together at most, in bytes. */
  readonly bytesMax: number;
  /** Reads at least one event; they are there. */
  read(wanted: Wanted): Promise<EventBlock>;
}

/** The blocks of the history that were read last: readers that follow one another at some distance share them. */
export class BlockCache {
  readonly #options: Options;
  /** By first position; those that were asked for last come last. */
  readonly #blocks = new Map<number, Promise<EventBlock>>();
  readonly #sizes = new Map<number, number>();
  #bytes = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether a block that begins after a position is here, or on its way. */
  has(after: number): boolean {
    return this.#blocks.has(after + 1);
  }

  /** The block with the event after a position, of those up to `through`; it may begin before. */
  async get(after: number, through: number): Promise<EventBlock> {
    const first = after + 1;
    const start = first - ((first - 1) % BLOCK_EVENTS);
    const aligned = await this.#known(start)?.catch(() => undefined);
    if (aligned !== undefined && aligned.last > after) return aligned;
    const isSequential = aligned?.last === after || this.#blocks.has(start - BLOCK_EVENTS);
    const block = await (this.#known(first) ?? this.#read(first, through));
    // Who read what is before it goes on reading.
    const next = block.last + 1;
    if (isSequential && next <= through && !this.#blocks.has(next)) this.#read(next, through).catch(() => {});
    return block;
  }

  /** Moves it to the end of the queue for being let go. */
  #known(first: number): Promise<EventBlock> | undefined {
    const block = this.#blocks.get(first);
    if (block === undefined) return undefined;
    this.#blocks.delete(first);
    this.#blocks.set(first, block);
    return block;
  }

  #read(first: number, through: number): Promise<EventBlock> {
    const end = first - ((first - 1) % BLOCK_EVENTS) + BLOCK_EVENTS - 1;
    const last = Math.min(end, through);
    const block = this.#options.read({ first, count: last - first + 1, bytesMax: BLOCK_BYTES_MAX });
    this.#blocks.set(first, block);
    block.then(
      ({ lines }) => this.#account(first, block, lines.length),
      () => this.#drop(first, block),
    );
    return block;
  }

  #account(first: number, block: Promise<EventBlock>, bytes: number): void {
    if (this.#blocks.get(first) !== block) return;
    this.#sizes.set(first, bytes);
    this.#bytes += bytes;
    for (const [oldest, held] of this.#blocks) {
      if (this.#bytes <= this.#options.bytesMax) break;
      if (oldest !== first) this.#drop(oldest, held);
    }
  }

  #drop(first: number, block: Promise<EventBlock>): void {
    if (this.#blocks.get(first) !== block) return;
    this.#blocks.delete(first);
    this.#bytes -= this.#sizes.get(first) ?? 0;
    this.#sizes.delete(first);
  }
}
