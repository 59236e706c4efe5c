import { renameSync, rmSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { DomainError, lowerBound } from '@blog/service-kit';
import { DiskFile } from './disk-file';
import { IdFilter } from './id-filter';

/**
 * The positions of some events in a row by the hash of their identities, in a file that never changes:
 *
 *     chunks of 4096 bytes   entries: the hash's upper 32 and lower 16 bits, the position less the first one of the run, in
 *                            as few bytes as hold every one (1 to 6); at the end of the chunk the CRC-32 of the rest
 *     filter                 see `id-filter.ts`
 *     fences                 the upper 32 bits of the first hash of each chunk
 *     end, 32 bytes          format, first position and count, the filter's length, CRC-32 of filter, fences and end
 *
 * Entries are in the order of the upper 32 bits; numbers are little endian.
 */
const FORMAT = Buffer.from('blog-id2');
/** Of builds before: entries have the whole position, in 5 bytes. */
const WHOLE_POSITIONS_FORMAT = Buffer.from('blog-id1');
const CHUNK_BYTES = 4096;
const CHECKED_BYTES = CHUNK_BYTES - 4;
const HASH_BYTES = 6;
const END_BYTES = 32;
const CHUNKS_WRITTEN_AT_ONCE = 64;

/** What the entries of a run are like. */
interface Layout {
  readonly positionBytes: number;
  readonly entryBytes: number;
  /** Entries of a chunk; the last one may have fewer. */
  readonly chunkEntries: number;
  /** What is added to the number in an entry. */
  readonly base: number;
}

function layoutOf(format: Buffer, { first, count }: { first: number; count: number }): Layout | undefined {
  if (format.equals(FORMAT)) return layoutWith(bytesFor(count), first);
  return format.equals(WHOLE_POSITIONS_FORMAT) ? layoutWith(5, 0) : undefined;
}

function layoutWith(positionBytes: number, base: number): Layout {
  const entryBytes = HASH_BYTES + positionBytes;
  return { positionBytes, entryBytes, chunkEntries: Math.floor(CHECKED_BYTES / entryBytes), base };
}

/** In how many bytes each number below `count` fits. */
function bytesFor(count: number): number {
  let bytes = 1;
  while (count > 256 ** bytes) bytes += 1;
  return bytes;
}

export class IdRun {
  readonly path: string;
  readonly first: number;
  readonly count: number;
  readonly #file: DiskFile;
  readonly #filter: IdFilter;
  readonly #fences: Uint32Array;
  readonly #layout: Layout;
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
      const { first, count, layout, filter, fences } = this.#readTables(filterInMemory);
      this.first = first;
      this.count = count;
      this.#layout = layout;
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
    const { positionBytes, entryBytes, chunkEntries, base } = this.#layout;
    // Equal ones can begin at the end of the chunk before.
    const firstEqual = lowerBound(fences.length, (chunk) => (fences[chunk] as number) < high);
    for (let chunk = Math.max(0, firstEqual - 1); chunk < fences.length; chunk += 1) {
      if ((fences[chunk] as number) > high) return;
      const bytes = this.#chunk(chunk, this.#searched);
      const entries = Math.min(chunkEntries, this.count - chunk * chunkEntries);
      const entry = lowerBound(entries, (place) => bytes.readUInt32LE(place * entryBytes) < high);
      for (let at = entry * entryBytes; at < entries * entryBytes; at += entryBytes) {
        if (bytes.readUInt32LE(at) !== high) break;
        if (bytes.readUInt16LE(at + 4) !== low) continue;
        found.push(base + bytes.readUIntLE(at + HASH_BYTES, positionBytes));
      }
    }
  }

  /** Its entries in order. @throws DomainError `log.corrupt` */
  entries(): IdCursor {
    return new IdCursor(this.count, this.#layout, (chunk, bytes) => this.#chunk(chunk, bytes));
  }

  close(): void {
    this.#file.close();
  }

  #readTables(filterInMemory: IdFilter | undefined) {
    const { bytes } = this.#file;
    const end = this.#file.read(Math.max(0, bytes - END_BYTES), END_BYTES);
    if (end.length < END_BYTES) throw this.#corrupt();
    const first = end.readUIntLE(8, 6);
    const count = end.readUIntLE(14, 6);
    const layout = layoutOf(end.subarray(0, FORMAT.length), { first, count });
    if (layout === undefined) throw this.#corrupt();
    const filterBytes = end.readUInt32LE(20);
    const chunks = Math.ceil(count / layout.chunkEntries);
    const tableBytes = filterBytes + 4 * chunks + END_BYTES;
    if (bytes !== chunks * CHUNK_BYTES + tableBytes) throw this.#corrupt();
    const filter = filterInMemory ?? this.#readFilter(filterBytes, chunks * CHUNK_BYTES);
    const fences = this.#file.read(chunks * CHUNK_BYTES + filterBytes, 4 * chunks);
    if (tablesChecksum(filter, fences, end) !== end.readUInt32LE(END_BYTES - 4)) throw this.#corrupt();
    return {
      first,
      count,
      layout,
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
  readonly #layout: Layout;
  readonly #bytes = Buffer.alloc(CHUNK_BYTES);
  #left: number;
  #chunk = -1;
  #entry = 0;

  constructor(count: number, layout: Layout, read: (chunk: number, into: Buffer) => Buffer) {
    this.#left = count;
    this.#layout = layout;
    this.#read = read;
  }

  next(): boolean {
    if (this.#left === 0) return false;
    const { positionBytes, entryBytes, chunkEntries, base } = this.#layout;
    if (this.#chunk === -1 || this.#entry === chunkEntries) {
      this.#chunk += 1;
      this.#read(this.#chunk, this.#bytes);
      this.#entry = 0;
    }
    const at = this.#entry * entryBytes;
    this.high = this.#bytes.readUInt32LE(at);
    this.low = this.#bytes.readUInt16LE(at + 4);
    this.position = base + this.#bytes.readUIntLE(at + HASH_BYTES, positionBytes);
    this.#entry += 1;
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
  readonly #layout: Layout;
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
    this.#layout = layoutWith(bytesFor(count), first);
    this.#fences = Buffer.alloc(4 * Math.ceil(count / this.#layout.chunkEntries));
  }

  add(high: number, low: number, position: number): void {
    if (this.#entry === 0) this.#fences.writeUInt32LE(high, 4 * this.#chunk);
    this.#filter.add(high, low);
    const { positionBytes, entryBytes, chunkEntries, base } = this.#layout;
    const at = (this.#chunk % CHUNKS_WRITTEN_AT_ONCE) * CHUNK_BYTES + this.#entry * entryBytes;
    this.#buffer.writeUInt32LE(high, at);
    this.#buffer.writeUInt16LE(low, at + 4);
    this.#buffer.writeUIntLE(position - base, at + HASH_BYTES, positionBytes);
    this.#entry += 1;
    if (this.#entry === chunkEntries) this.#endChunk();
  }

  /** Gives up; `end` may have failed. */
  drop(): void {
    if (!this.#isClosed) this.#file.close();
    rmSync(`${this.#path}.partial`, { force: true });
  }

  /** Resolves once the run is on disk, under its name. @throws DomainError `storage.full`, `storage.failed` */
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
