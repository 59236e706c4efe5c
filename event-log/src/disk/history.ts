import { join } from 'node:path';
import { DomainError, type Store } from '@blog/service-kit';
import { takenOver } from '../disk-error';
import { DiskFile } from '../disk-file';
import type { EventBlock } from '../event-block';
import { PassingBlocks } from '../passing-blocks';
import { problems } from '../problems';
import {
  type BlockPlace,
  checksumOf,
  corruptBlock,
  decodeBlock,
  encodeBlock,
  requireStored,
} from './history-block';
import type { LogTables } from './log-tables';
import { RecentBlocks } from './recent-blocks';

/** The file of the compressed blocks; what lies after the last one that the index knows is written over. */
export const HISTORY_FILE = 'history';

/** The stored events but for the latest: compressed blocks in a file, and an index of them in LMDB. */
export class History {
  readonly #store: Store;
  readonly #tables: LogTables;
  readonly #file: DiskFile;
  #lastBlock: BlockPlace | undefined;
  readonly #recent = new RecentBlocks();
  readonly #passing = new PassingBlocks();

  constructor(options: { folder: string; store: Store; tables: LogTables; readOnly?: boolean }) {
    const { folder, store, tables, readOnly = false } = options;
    this.#store = store;
    this.#tables = tables;
    this.#lastBlock = this.#readLastBlock();
    this.#file = new DiskFile(join(folder, HISTORY_FILE), { readOnly });
  }

  /** The last position that it has. */
  get head(): number {
    return this.#lastBlock?.last ?? 0;
  }

  /**
   * Stores blocks, which go on where it ends; resolves once they are on disk (fsync).
   * @throws DomainError `storage.full`, `storage.failed`, `storage.in_use`
   */
  async add(blocks: readonly EventBlock[]): Promise<void> {
    const start = this.#lastBlock === undefined ? 0 : this.#lastBlock.offset + this.#lastBlock.bytes;
    const stored: Buffer[] = [];
    // One after the other: many at once would take the threads that the journal is synced with.
    for (const block of blocks) stored.push(await encodeBlock(block));
    const places = this.#place(blocks, stored, start);
    this.#file.write(Buffer.concat(stored), start);
    await this.#file.sync();
    await this.#store.transaction(() => {
      if ((this.#readLastBlock()?.last ?? 0) !== this.head) throw takenOver();
      for (const place of places) void this.#tables.blocks.put(place.last, place);
    });
    this.#lastBlock = places.at(-1);
  }

  /** The block with a position of it. @throws DomainError `log.corrupt`  `position` names the first that cannot be read */
  read(position: number): EventBlock {
    const known = this.#recent.get(position);
    if (known !== undefined) return known;
    const block = this.#loadAt(position, (place) => this.load(place));
    this.#recent.add(block);
    return block;
  }

  /**
   * Calls `look` with the block with a position of it, and answers the same; only during the call is the block valid.
   * @throws DomainError  as `read`
   */
  look<Result>(position: number, look: (block: EventBlock) => Result): Result {
    const known = this.#recent.find(position) ?? this.#passing.find(position);
    return look(known ?? this.#loadAt(position, (place) => this.#pass(place) ?? this.load(place)));
  }

  /**
   * Whether all is there, as far as counts can tell: a damaged tree can silently return fewer entries.
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

  /** The last positions of its blocks, in order, and where they lie; undefined where the index is damaged. */
  places(): Iterable<{ last: number; place: BlockPlace | undefined }> {
    return this.#tables.blocks.getKeys().map((last) => ({ last, place: this.#placeAt(last) }));
  }

  /** Reads one block. @throws DomainError `log.corrupt` */
  load(place: BlockPlace): EventBlock {
    return decodeBlock(this.#file.read(place.offset, place.bytes), place);
  }

  close(): void {
    this.#file.close();
  }

  #place(blocks: readonly EventBlock[], stored: readonly Buffer[], start: number): BlockPlace[] {
    let offset = start;
    let number = this.#lastBlock?.number ?? 0;
    return blocks.map((block, index): BlockPlace => {
      const text = stored[index] as Buffer;
      const { first, last } = block;
      number += 1;
      offset += text.length;
      const checksum = checksumOf(text, first);
      return { number, first, last, offset: offset - text.length, bytes: text.length, checksum };
    });
  }

  #pass(place: BlockPlace): EventBlock | undefined {
    const { first, last, bytes, offset } = place;
    const read = (room: Buffer) => requireStored(this.#file.readInto(room, offset), place);
    return this.#passing.load({ first, last, bytes, read });
  }

  #loadAt(position: number, load: (place: BlockPlace) => EventBlock): EventBlock {
    const [last = position] = this.#tables.blocks.getKeys({ start: position, limit: 1 });
    const place = this.#placeAt(last);
    if (place === undefined || place.first > position) throw corruptBlock(position, last);
    try {
      return load(place);
    } catch (error) {
      throw error instanceof DomainError ? corruptBlock(position, place.last) : error;
    }
  }

  /** Undefined also for an entry that is damaged. */
  #placeAt(last: number): BlockPlace | undefined {
    try {
      return this.#tables.blocks.get(last);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  #readLastBlock(): BlockPlace | undefined {
    const [entry] = this.#tables.blocks.getRange({ reverse: true, limit: 1 });
    return entry?.value;
  }
}

function corrupt(what: string): DomainError {
  return problems.error('log.corrupt', `${what}: restore the log from a backup.`);
}
