import { type DomainError, lowerBound } from '@blog/service-kit';
import { DiskFile } from './disk-file';
import { IdFilter } from './id-filter';
import {
  CHECKED_BYTES,
  CHUNK_BYTES,
  chunkChecksum,
  END_BYTES,
  FORMAT,
  HASH_BYTES,
  type Layout,
  layoutOf,
  tablesChecksum,
} from './id-run-format';
import { problems } from './problems';

/** A file of positions of consecutive events by the hash of their identities; see `id-run-format.ts`. */
export class IdRun {
  readonly path: string;
  readonly first: number;
  readonly count: number;
  readonly #file: DiskFile;
  readonly #filter: IdFilter;
  readonly #fences: Uint32Array;
  readonly #layout: Layout;
  /** Reused for each chunk searched: new buffers would be allocated faster than they are collected. */
  readonly #searched = Buffer.alloc(CHUNK_BYTES);

  /**
   * Opens a run; reads its filter unless it is given.
   * @throws DomainError `log.corrupt`  the file is damaged or truncated
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
    // Equal hashes can start at the end of the previous chunk.
    const firstEqual = lowerBound(fences.length, (chunk) => (fences[chunk] as number) < high);
    for (let chunk = Math.max(0, firstEqual - 1); chunk < fences.length; chunk += 1) {
      if ((fences[chunk] as number) > high) return;
      const bytes = this.#chunk(chunk, this.#searched);
      const entries = Math.min(chunkEntries, this.count - chunk * chunkEntries);
      const entry = lowerBound(entries, (index) => bytes.readUInt32LE(index * entryBytes) < high);
      for (let at = entry * entryBytes; at < entries * entryBytes; at += entryBytes) {
        if (bytes.readUInt32LE(at) !== high) break;
        if (bytes.readUInt16LE(at + 4) !== low) continue;
        found.push(base + bytes.readUIntLE(at + HASH_BYTES, positionBytes));
      }
    }
  }

  /** A cursor over its entries in order. @throws DomainError `log.corrupt` */
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
    for (const segment of filter.segments) offset += this.#file.readInto(segment, offset).length;
    return filter;
  }

  #chunk(chunk: number, into: Buffer): Buffer {
    const bytes = this.#file.readInto(into, chunk * CHUNK_BYTES);
    if (bytes.length < CHUNK_BYTES || chunkChecksum(bytes, chunk) !== bytes.readUInt32LE(CHECKED_BYTES)) {
      throw this.#corrupt();
    }
    return bytes;
  }

  #corrupt(): DomainError {
    const message = `The index of ids in ${this.path} is damaged: stop the bus and delete that file; it is rebuilt at the next start.`;
    return problems.error('log.corrupt', message);
  }
}

/** Reads a run from its start; its fields hold the current entry after `next` returned true. */
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
