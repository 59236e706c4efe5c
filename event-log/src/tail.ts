import { lowerBound } from '@blog/service-kit';
import { EventBlock } from './event-block';

/** Size of one read from the tail, in bytes: small enough for many readers at once. */
const READ_BYTES = 64 * 1024;

/** The latest events, in memory. */
export class Tail {
  #blocks: EventBlock[] = [];
  #bytes = 0;
  /** The last blocks joined, cached for the next reader. */
  #joined: EventBlock | undefined;

  /** Size of its lines in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a block that starts right after its end. */
  add(block: EventBlock): void {
    this.#blocks.push(...block.split(READ_BYTES));
    this.#bytes += block.lines.length;
  }

  /**
   * The events after a position, which must not be before the tail; small blocks are joined, up to 64 KiB. Undefined at its
   * end.
   */
  read(after: number): EventBlock | undefined {
    const start = this.#find(after + 1);
    const chosen: EventBlock[] = [];
    let taken = 0;
    for (let index = start; index < this.#blocks.length; index += 1) {
      const block = this.#blocks[index] as EventBlock;
      taken += block.lines.length;
      if (taken > READ_BYTES && chosen.length > 0) break;
      chosen.push(block);
    }
    const [first] = chosen;
    if (first === undefined) return undefined;
    const last = chosen.at(-1)?.last;
    if (this.#joined?.first !== first.first || this.#joined.last !== last)
      this.#joined = EventBlock.join(chosen);
    return this.#joined.after(after);
  }

  /** Its oldest events, about `bytes` in total, as blocks of at least `blockBytes` except the last. */
  oldest(options: { bytes: number; blockBytes: number }): EventBlock[] {
    const blocks: EventBlock[] = [];
    let parts: EventBlock[] = [];
    let partBytes = 0;
    let taken = 0;
    for (const block of this.#blocks) {
      if (taken >= options.bytes) break;
      taken += block.lines.length;
      partBytes += block.lines.length;
      parts.push(block);
      if (partBytes < options.blockBytes) continue;
      blocks.push(EventBlock.join(parts));
      parts = [];
      partBytes = 0;
    }
    if (parts.length > 0) blocks.push(EventBlock.join(parts));
    return blocks;
  }

  /** Drops the events up to a position, which must be the last of a block. */
  drop(through: number): void {
    const count = this.#find(through + 1);
    for (const { lines } of this.#blocks.splice(0, count)) this.#bytes -= lines.length;
    this.#joined = undefined;
  }

  /** The index of the block that contains a position; the number of blocks if none does. */
  #find(position: number): number {
    return lowerBound(this.#blocks.length, (index) => (this.#blocks[index] as EventBlock).last < position);
  }
}
