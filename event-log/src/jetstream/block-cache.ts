import type { EventBlock } from '../event-block';
import type { Wanted } from './direct-get';

/**
 * Blocks start after multiples of this, so that readers share them. This many of the blog's events stay just below the byte
 * limit; with more, each block would take a large read and a small one.
 */
const BLOCK_EVENTS = 192;
/** Maximum bytes of a block, with message headers; its last event may exceed it. */
const BLOCK_BYTES_MAX = 144 * 1024;

interface Options {
  /** Maximum total size of the blocks in bytes. */
  readonly bytesMax: number;
  /** Reads at least one event; the events wanted exist. */
  read(wanted: Wanted): Promise<EventBlock>;
}

/** LRU cache of history blocks: readers that follow one another at some distance share them. */
export class BlockCache {
  readonly #options: Options;
  /** By first position, least recently used first. */
  readonly #blocks = new Map<number, Promise<EventBlock>>();
  readonly #sizes = new Map<number, number>();
  #bytes = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether the block that starts after a position is cached or being read. */
  has(after: number): boolean {
    return this.#blocks.has(after + 1);
  }

  /** The block that contains the event after a position, with events up to `through`; it may start earlier. */
  async get(after: number, through: number): Promise<EventBlock> {
    const first = after + 1;
    const start = first - ((first - 1) % BLOCK_EVENTS);
    const aligned = await this.#known(start)?.catch(() => undefined);
    if (aligned !== undefined && aligned.last > after) return aligned;
    const isSequential = aligned?.last === after || this.#blocks.has(start - BLOCK_EVENTS);
    const block = await (this.#known(first) ?? this.#read(first, through));
    // Read ahead for sequential readers.
    const next = block.last + 1;
    if (isSequential && next <= through && !this.#blocks.has(next)) this.#read(next, through).catch(() => {});
    return block;
  }

  /** The cached block, marked as most recently used. */
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
