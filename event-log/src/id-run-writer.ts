import { renameSync, rmSync } from 'node:fs';
import { DiskFile } from './disk-file';
import { IdFilter } from './id-filter';
import { IdRun } from './id-run';
import {
  CHECKED_BYTES,
  CHUNK_BYTES,
  chunkChecksum,
  END_BYTES,
  FORMAT,
  HASH_BYTES,
  type IdRange,
  type Layout,
  layoutFor,
  tablesChecksum,
} from './id-run-format';
import type { SortedIds } from './id-sorter';

const CHUNKS_WRITTEN_AT_ONCE = 64;

/** Writes a run; entries must be added in the order of their hashes' upper 32 bits. */
export class IdRunWriter {
  readonly #path: string;
  readonly #file: DiskFile;
  readonly #first: number;
  readonly #count: number;
  readonly #layout: Layout;
  readonly #filter: IdFilter;
  readonly #fences: Buffer;
  readonly #buffer = Buffer.alloc(CHUNKS_WRITTEN_AT_ONCE * CHUNK_BYTES);
  #chunk = 0;
  #entry = 0;
  /** Offset of the next entry in the buffer. */
  #at = 0;
  #flushed = 0;
  #isClosed = false;

  /** A run of `count` positions from `first` on. */
  constructor(path: string, { first, count }: IdRange) {
    this.#path = path;
    this.#first = first;
    this.#count = count;
    this.#file = new DiskFile(`${path}.partial`);
    this.#file.truncate(0);
    this.#filter = IdFilter.forCount(count);
    this.#layout = layoutFor({ first, count });
    this.#fences = Buffer.alloc(4 * Math.ceil(count / this.#layout.chunkEntries));
  }

  add(high: number, low: number, position: number): void {
    const { positionBytes, chunkEntries, base } = this.#layout;
    const buffer = this.#buffer;
    let at = this.#at;
    if (this.#entry === 0) this.#fences.writeUInt32LE(high, 4 * this.#chunk);
    this.#filter.add(high, low);
    // Byte by byte: `writeUInt32LE` spends most of its time checking its arguments.
    buffer[at] = high;
    buffer[at + 1] = high >>> 8;
    buffer[at + 2] = high >>> 16;
    buffer[at + 3] = high >>> 24;
    buffer[at + 4] = low;
    buffer[at + 5] = low >>> 8;
    at += HASH_BYTES;
    let rest = position - base;
    for (const end = at + positionBytes; at < end; at += 1) {
      buffer[at] = rest;
      rest = Math.floor(rest / 256);
    }
    this.#at = at;
    this.#entry += 1;
    if (this.#entry === chunkEntries) this.#endChunk();
  }

  /**
   * Adds the sorted entries with an index from `from` up to, not including, `to`; their offsets count from the run's first
   * position.
   */
  addSorted({ highs, offsets, lows }: SortedIds, { from, to }: { from: number; to: number }): void {
    for (let index = from; index < to; index += 1) {
      const offset = offsets[index] as number;
      this.add(highs[index] as number, lows[offset] as number, this.#first + offset);
    }
  }

  /** Abandons the run and deletes the partial file; also after a failed `end`. */
  drop(): void {
    if (!this.#isClosed) this.#file.close();
    rmSync(`${this.#path}.partial`, { force: true });
  }

  /** Resolves once the run is on disk under its final name. @throws DomainError `storage.full`, `storage.failed` */
  async end(): Promise<IdRun> {
    if (this.#entry > 0) this.#endChunk();
    this.#flush();
    const end = Buffer.alloc(END_BYTES);
    FORMAT.copy(end);
    end.writeUIntLE(this.#first, 8, 6);
    end.writeUIntLE(this.#count, 14, 6);
    end.writeUInt32LE(this.#filter.bytes, 20);
    end.writeUInt32LE(tablesChecksum(this.#filter, this.#fences, end), END_BYTES - 4);
    let offset = this.#chunk * CHUNK_BYTES;
    for (const table of [...this.#filter.segments, this.#fences, end]) {
      this.#file.write(table, offset);
      offset += table.length;
    }
    await this.#file.sync();
    this.#file.close();
    this.#isClosed = true;
    renameSync(`${this.#path}.partial`, this.#path);
    return new IdRun(this.#path, this.#filter);
  }

  #endChunk(): void {
    const start = (this.#chunk - this.#flushed) * CHUNK_BYTES;
    const bytes = this.#buffer.subarray(start, start + CHUNK_BYTES);
    bytes.writeUInt32LE(chunkChecksum(bytes, this.#chunk), CHECKED_BYTES);
    this.#chunk += 1;
    this.#entry = 0;
    if (this.#chunk - this.#flushed === CHUNKS_WRITTEN_AT_ONCE) this.#flush();
    this.#at = (this.#chunk - this.#flushed) * CHUNK_BYTES;
  }

  #flush(): void {
    const bytes = this.#buffer.subarray(0, (this.#chunk - this.#flushed) * CHUNK_BYTES);
    this.#file.write(bytes, this.#flushed * CHUNK_BYTES);
    this.#flushed = this.#chunk;
  }
}
