import { EventBlock } from '../domain/event-block';
import { lowerBound } from './lower-bound';

/** The latest events, in memory and in the journal, until they go into the history. */
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
    this.#blocks.push(block);
    this.#bytes += block.lines.length;
  }

  /** What comes after a position that is not before it; small blocks are put together to about `bytes`. */
  read(after: number, bytes: number): EventBlock | undefined {
    const start = this.#find(after + 1);
    const chosen: EventBlock[] = [];
    let taken = 0;
    for (let index = start; index < this.#blocks.length; index += 1) {
      const block = this.#blocks[index] as EventBlock;
      taken += block.lines.length;
      if (taken > bytes && chosen.length > 0) break;
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
