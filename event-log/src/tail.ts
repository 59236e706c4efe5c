import { lowerBound } from '@blog/service-kit';
import { EventBlock } from './event-block';

/** What a reader is given at a time of the latest events: small enough for many readers at once. */
const READ_BYTES = 64 * 1024;

/** The latest events, in memory, ready to be read. */
export class Tail {
  #blocks: EventBlock[] = [];
  #bytes = 0;
  /** What was put together for one reader, for the next one. */
  #joined: EventBlock | undefined;

  /** Of their lines. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a block that goes on where it ends. */
  add(block: EventBlock): void {
    this.#blocks.push(...block.split(READ_BYTES));
    this.#bytes += block.lines.length;
  }

  /** What comes after a position that is not before it; small blocks are put together to some 64 KiB. Undefined at its end. */
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

  /** Its oldest events as blocks of at least `blockBytes`, the last one perhaps less, until they have `bytes`. */
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

  /** Lets go of the events up to a position, the last of a block. */
  drop(through: number): void {
    const count = this.#find(through + 1);
    for (const { lines } of this.#blocks.splice(0, count)) this.#bytes -= lines.length;
    this.#joined = undefined;
  }

  /** The index of the block with a position; the number of blocks if there is none. */
  #find(position: number): number {
    return lowerBound(this.#blocks.length, (place) => (this.#blocks[place] as EventBlock).last < position);
  }
}
