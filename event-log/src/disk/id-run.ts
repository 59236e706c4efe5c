import { renameSync, rmSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { DomainError, lowerBound } from '@blog/service-kit';
import { DiskFile } from './disk-file';
import { IdFilter } from './id-filter';

/**
 * The positions of some events in a row by the hash of their identities, in a file that never changes:
 *
 *     chunks of 4096 bytes   372 entries: the hash's upper 32 and lower 16 bits, 5 bytes of position; then their CRC-32
 *     filter                 see `id-filter.ts`
 *     fences                 the upper 32 bits of the first hash of each chunk
 *     end, 32 bytes          format, first position and count, the filter's length, CRC-32 of filter, fences and end
 *
 * Entries are in the order of the upper 32 bits; numbers are little endian.
 */
const FORMAT = Buffer.from('blog-id1');
const CHUNK_BYTES = 4096;
const ENTRY_BYTES = 11;
const CHUNK_ENTRIES = Math.floor((CHUNK_BYTES - 4) / ENTRY_BYTES);
const CHECKED_BYTES = CHUNK_ENTRIES * ENTRY_BYTES;
const END_BYTES = 32;
const CHUNKS_WRITTEN_AT_ONCE = 64;
const EMPTY_HIGH = 0xffffffff;

export class IdRun {
  readonly path: string;
  readonly first: number;
  readonly count: number;
  readonly #file: DiskFile;
  readonly #filter: IdFilter;
  readonly #fences: Uint32Array;
  /** Of the chunk that is searched: a new one each time would be garbage faster than it is collected. */
  readonly #searched = Buffer.alloc(CHUNK_BYTES);

  /**
   * Opens a run; its filter is read, unless it is in memory.
   * @throws DomainError `log.corrupt`  it is not the whole of a run
   */
  constructor(path: string, filterInMemory?: IdFilter) {
    this.path = path;
    this.#file = new DiskFile(path, { readOnly: true });
    try {
      const { first, count, filter, fences } = this.#readTables(filterInMemory);
      this.first = first;
      this.count = count;
      this.#filter = filter;
      this.#fences = fences;
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  get last(): number {
    return this.first + this.count - 1;
  }

  /** Adds the positions under a hash to `found`. @throws DomainError `log.corrupt` */
  find(hash: number, found: number[]): void {
    const high = Math.floor(hash / 2 ** 16);
    const low = hash % 2 ** 16;
    if (!this.#filter.mayHave(high, low)) return;
    const fences = this.#fences;
    // Equal ones can begin at the end of the chunk before.
    const firstEqual = lowerBound(fences.length, (chunk) => (fences[chunk] as number) < high);
    for (let chunk = Math.max(0, firstEqual - 1); chunk < fences.length; chunk += 1) {
      if ((fences[chunk] as number) > high) return;
      const bytes = this.#chunk(chunk, this.#searched);
      const entry = lowerBound(CHUNK_ENTRIES, (place) => bytes.readUInt32LE(place * ENTRY_BYTES) < high);
      for (let at = entry * ENTRY_BYTES; at < CHECKED_BYTES; at += ENTRY_BYTES) {
        if (bytes.readUInt32LE(at) !== high) break;
        const position = bytes.readUIntLE(at + 6, 5);
        if (bytes.readUInt16LE(at + 4) === low && position > 0) found.push(position);
      }
    }
  }

  /** Its entries in order. @throws DomainError `log.corrupt` */
  entries(): IdCursor {
    return new IdCursor(this.count, (chunk, bytes) => this.#chunk(chunk, bytes));
  }

  close(): void {
    this.#file.close();
  }

  #readTables(filterInMemory: IdFilter | undefined) {
    const { bytes } = this.#file;
    const end = this.#file.read(Math.max(0, bytes - END_BYTES), END_BYTES);
    if (end.length < END_BYTES || !end.subarray(0, FORMAT.length).equals(FORMAT)) throw this.#corrupt();
    const count = end.readUIntLE(14, 6);
    const filterBytes = end.readUInt32LE(20);
    const chunks = Math.ceil(count / CHUNK_ENTRIES);
    const tableBytes = filterBytes + 4 * chunks + END_BYTES;
    if (bytes !== chunks * CHUNK_BYTES + tableBytes) throw this.#corrupt();
    const filter = filterInMemory ?? this.#readFilter(filterBytes, chunks * CHUNK_BYTES);
    const fences = this.#file.read(chunks * CHUNK_BYTES + filterBytes, 4 * chunks);
    if (tablesChecksum(filter, fences, end) !== end.readUInt32LE(END_BYTES - 4)) throw this.#corrupt();
    return {
      first: end.readUIntLE(8, 6),
      count,
      filter,
      fences: Uint32Array.from({ length: chunks }, (_, n) => fences.readUInt32LE(4 * n)),
    };
  }

  #readFilter(bytes: number, start: number): IdFilter {
    const filter = new IdFilter(bytes);
    let offset = start;
    for (const piece of filter.pieces) offset += this.#file.readInto(piece, offset).length;
    return filter;
  }

  #chunk(chunk: number, into: Buffer): Buffer {
    const bytes = this.#file.readInto(into, chunk * CHUNK_BYTES);
    if (bytes.length < CHUNK_BYTES || checksumOf(bytes, chunk) !== bytes.readUInt32LE(CHECKED_BYTES)) {
      throw this.#corrupt();
    }
    return bytes;
  }

  #corrupt(): DomainError {
    const message = `The index of ids in ${this.path} is damaged: stop the bus and delete that file, which is made again.`;
    return new DomainError('log.corrupt', message);
  }
}

/** Reads a run from its beginning; after `next` has answered true it stands at an entry. */
export class IdCursor {
  high = 0;
  low = 0;
  position = 0;
  readonly #read: (chunk: number, into: Buffer) => Buffer;
  readonly #bytes = Buffer.alloc(CHUNK_BYTES);
  #left: number;
  #chunk = -1;
  #at = 0;

  constructor(count: number, read: (chunk: number, into: Buffer) => Buffer) {
    this.#left = count;
    this.#read = read;
  }

  next(): boolean {
    if (this.#left === 0) return false;
    if (this.#chunk === -1 || this.#at === CHECKED_BYTES) {
      this.#chunk += 1;
      this.#read(this.#chunk, this.#bytes);
      this.#at = 0;
    }
    this.high = this.#bytes.readUInt32LE(this.#at);
    this.low = this.#bytes.readUInt16LE(this.#at + 4);
    this.position = this.#bytes.readUIntLE(this.#at + 6, 5);
    this.#at += ENTRY_BYTES;
    this.#left -= 1;
    return true;
  }
}

/** Writes a run; entries come in the order of their hashes' upper 32 bits. */
export class IdRunWriter {
  readonly #path: string;
  readonly #file: DiskFile;
  readonly #first: number;
  readonly #count: number;
  readonly #filter: IdFilter;
  readonly #fences: Buffer;
  readonly #buffer = Buffer.alloc(CHUNKS_WRITTEN_AT_ONCE * CHUNK_BYTES);
  #chunk = 0;
  #entry = 0;
  #flushed = 0;
  #isClosed = false;

  /** For the positions from `first` on, `count` of them. */
  constructor(path: string, { first, count }: { first: number; count: number }) {
    this.#path = path;
    this.#first = first;
    this.#count = count;
    this.#file = new DiskFile(`${path}.partial`);
    this.#file.truncate(0);
    this.#filter = IdFilter.forCount(count);
    this.#fences = Buffer.alloc(4 * Math.ceil(count / CHUNK_ENTRIES));
  }

  add(high: number, low: number, position: number): void {
    if (this.#entry === 0) this.#fences.writeUInt32LE(high, 4 * this.#chunk);
    this.#filter.add(high, low);
    this.#write(high, low, position);
  }

  /** Gives up; `end` may have failed. */
  drop(): void {
    if (!this.#isClosed) this.#file.close();
    rmSync(`${this.#path}.partial`, { force: true });
  }

  /** Resolves once the run is on disk, under its name. @throws DomainError `storage.full`, `storage.failed` */
  async end(): Promise<IdRun> {
    // What is left of the last chunk has entries that no hash leads to.
    while (this.#entry > 0) this.#write(EMPTY_HIGH, 0, 0);
    this.#flush();
    const end = Buffer.alloc(END_BYTES);
    FORMAT.copy(end);
    end.writeUIntLE(this.#first, 8, 6);
    end.writeUIntLE(this.#count, 14, 6);
    end.writeUInt32LE(this.#filter.bytes, 20);
    end.writeUInt32LE(tablesChecksum(this.#filter, this.#fences, end), END_BYTES - 4);
    let offset = this.#chunk * CHUNK_BYTES;
    for (const table of [...this.#filter.pieces, this.#fences, end]) {
      this.#file.write(table, offset);
      offset += table.length;
    }
    await this.#file.sync();
    this.#file.close();
    this.#isClosed = true;
    renameSync(`${this.#path}.partial`, this.#path);
    return new IdRun(this.#path, this.#filter);
  }

  #write(high: number, low: number, position: number): void {
    const at = (this.#chunk % CHUNKS_WRITTEN_AT_ONCE) * CHUNK_BYTES + this.#entry * ENTRY_BYTES;
    this.#buffer.writeUInt32LE(high, at);
    this.#buffer.writeUInt16LE(low, at + 4);
    this.#buffer.writeUIntLE(position, at + 6, 5);
    this.#entry += 1;
    if (this.#entry === CHUNK_ENTRIES) this.#endChunk();
  }

  #endChunk(): void {
    const start = (this.#chunk % CHUNKS_WRITTEN_AT_ONCE) * CHUNK_BYTES;
    const bytes = this.#buffer.subarray(start, start + CHUNK_BYTES);
    bytes.writeUInt32LE(checksumOf(bytes, this.#chunk), CHECKED_BYTES);
    this.#chunk += 1;
    this.#entry = 0;
    if (this.#chunk % CHUNKS_WRITTEN_AT_ONCE === 0) this.#flush();
  }

  #flush(): void {
    const bytes = this.#buffer.subarray(0, (this.#chunk - this.#flushed) * CHUNK_BYTES);
    this.#file.write(bytes, this.#flushed * CHUNK_BYTES);
    this.#flushed = this.#chunk;
  }
}

/** Of a run's tables, with its end but for the checksum. */
function tablesChecksum({ pieces }: IdFilter, fences: Buffer, end: Buffer): number {
  const tables = [...pieces, fences, end.subarray(0, -4)];
  return tables.reduce((checksum, table) => crc32(table, checksum), 0);
}

function checksumOf(chunk: Buffer, number: number): number {
  return crc32(chunk.subarray(0, CHECKED_BYTES), number);
}
