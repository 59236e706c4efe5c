import { join } from 'node:path';
import { DomainError, type Store } from '@blog/service-kit';
import { takenOver } from '../disk-error';
import { DiskFile } from '../disk-file';
import type { EventBlock } from '../event-block';
import { PassingBlocks } from '../passing-blocks';
import { problems } from '../problems';
import {
  type BlockLocation,
  checksumOf,
  corruptBlock,
  decodeBlock,
  encodeBlock,
  requireStored,
} from './history-block';
import type { LogTables } from './log-tables';
import { RecentBlocks } from './recent-blocks';

/** The file of compressed blocks; bytes after the last indexed block are overwritten. */
export const HISTORY_FILE = 'history';

/** All stored events except the tail: compressed blocks in a file, and an index of them in LMDB. */
export class History {
  readonly #store: Store;
  readonly #tables: LogTables;
  readonly #file: DiskFile;
  #lastBlock: BlockLocation | undefined;
  readonly #recent = new RecentBlocks();
  readonly #passing = new PassingBlocks();

  constructor(options: { folder: string; store: Store; tables: LogTables; readOnly?: boolean }) {
    const { folder, store, tables, readOnly = false } = options;
    this.#store = store;
    this.#tables = tables;
    this.#lastBlock = this.#readLastBlock();
    this.#file = new DiskFile(join(folder, HISTORY_FILE), { readOnly });
  }

  /** Its last position; 0 if empty. */
  get head(): number {
    return this.#lastBlock?.last ?? 0;
  }

  /**
   * Stores blocks that start right after its head; resolves once they are on disk (fsync).
   * @throws DomainError `storage.full`, `storage.failed`, `storage.in_use`
   */
  async add(blocks: readonly EventBlock[]): Promise<void> {
    const start = this.#lastBlock === undefined ? 0 : this.#lastBlock.offset + this.#lastBlock.bytes;
    const stored: Buffer[] = [];
    // Sequentially: in parallel they would occupy the threads that sync the journal.
    for (const block of blocks) stored.push(await encodeBlock(block));
    const locations = this.#locate(blocks, stored, start);
    this.#file.write(Buffer.concat(stored), start);
    await this.#file.sync();
    await this.#store.transaction(() => {
      if ((this.#readLastBlock()?.last ?? 0) !== this.head) throw takenOver();
      for (const location of locations) void this.#tables.blocks.put(location.last, location);
    });
    this.#lastBlock = locations.at(-1);
  }

  /** The block that contains a position. @throws DomainError `log.corrupt`  `position` names the first that cannot be read */
  read(position: number): EventBlock {
    const known = this.#recent.get(position);
    if (known !== undefined) return known;
    const block = this.#loadAt(position, (location) => this.load(location));
    this.#recent.add(block);
    return block;
  }

  /**
   * Calls `look` with the block that contains a position and returns its result; the block is valid only during the call.
   * @throws DomainError  as `read`
   */
  look<Result>(position: number, look: (block: EventBlock) => Result): Result {
    const known = this.#recent.find(position) ?? this.#passing.find(position);
    return look(known ?? this.#loadAt(position, (location) => this.#pass(location) ?? this.load(location)));
  }

  /**
   * Checks block count and file size: a damaged tree can silently return fewer entries.
   * @throws DomainError `log.corrupt`
   */
  check(): void {
    const { number = 0, offset = 0, bytes = 0 } = this.#lastBlock ?? {};
    const { entryCount: blocks } = this.#tables.blocks.getStats() as { entryCount: number };
    if (blocks !== number) throw corrupt(`Expected ${number} blocks, found ${blocks}`);
    if (this.#file.bytes < offset + bytes) {
      throw corrupt(`The file ${HISTORY_FILE} is cut off at byte ${this.#file.bytes} of ${offset + bytes}`);
    }
  }

  /** The last positions and locations of its blocks, in order; the location is undefined where the index is damaged. */
  locations(): Iterable<{ last: number; location: BlockLocation | undefined }> {
    return this.#tables.blocks.getKeys().map((last) => ({ last, location: this.#locationAt(last) }));
  }

  /** Reads one block. @throws DomainError `log.corrupt` */
  load(location: BlockLocation): EventBlock {
    return decodeBlock(this.#file.read(location.offset, location.bytes), location);
  }

  close(): void {
    this.#file.close();
  }

  #locate(blocks: readonly EventBlock[], stored: readonly Buffer[], start: number): BlockLocation[] {
    let offset = start;
    let number = this.#lastBlock?.number ?? 0;
    return blocks.map((block, index): BlockLocation => {
      const bytes = stored[index] as Buffer;
      const { first, last } = block;
      number += 1;
      offset += bytes.length;
      const checksum = checksumOf(bytes, first);
      return { number, first, last, offset: offset - bytes.length, bytes: bytes.length, checksum };
    });
  }

  #pass(location: BlockLocation): EventBlock | undefined {
    const { first, last, bytes, offset } = location;
    const read = (buffer: Buffer) => requireStored(this.#file.readInto(buffer, offset), location);
    return this.#passing.load({ first, last, bytes, read });
  }

  #loadAt(position: number, load: (location: BlockLocation) => EventBlock): EventBlock {
    const [last = position] = this.#tables.blocks.getKeys({ start: position, limit: 1 });
    const location = this.#locationAt(last);
    if (location === undefined || location.first > position) throw corruptBlock(position, last);
    try {
      return load(location);
    } catch (error) {
      throw error instanceof DomainError ? corruptBlock(position, location.last) : error;
    }
  }

  /** Undefined also if the entry is damaged. */
  #locationAt(last: number): BlockLocation | undefined {
    try {
      return this.#tables.blocks.get(last);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  #readLastBlock(): BlockLocation | undefined {
    const [entry] = this.#tables.blocks.getRange({ reverse: true, limit: 1 });
    return entry?.value;
  }
}

function corrupt(what: string): DomainError {
  return problems.error('log.corrupt', `${what}: restore the log from a backup.`);
}
