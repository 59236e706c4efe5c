import { crc32 } from 'node:zlib';
import type { IdFilter } from './id-filter';

/**
 * File format of a run: the positions of consecutive events by the hash of their identities. A run never changes.
 *
 *     chunks of 4096 bytes   entries: the hash's upper 32 and lower 16 bits, the position minus the run's first, in as few
 *                            bytes as hold all (1 to 6); at the end of the chunk the CRC-32 of the rest
 *     filter                 see `id-filter.ts`
 *     fences                 the upper 32 bits of the first hash of each chunk
 *     end, 32 bytes          format, first position and count, the filter's length, CRC-32 of filter, fences and end
 *
 * Entries are sorted by the upper 32 bits; numbers are little endian.
 */
export const FORMAT = Buffer.from('blog-id2');
/** Written by earlier builds: entries hold the whole position, in 5 bytes. */
const WHOLE_POSITIONS_FORMAT = Buffer.from('blog-id1');
export const CHUNK_BYTES = 4096;
export const CHECKED_BYTES = CHUNK_BYTES - 4;
export const HASH_BYTES = 6;
export const END_BYTES = 32;

/** The positions that a run covers. */
export interface IdRange {
  readonly first: number;
  readonly count: number;
}

/** How the entries of a run are encoded. */
export interface Layout {
  readonly positionBytes: number;
  readonly entryBytes: number;
  /** Entries per chunk; the last chunk may have fewer. */
  readonly chunkEntries: number;
  /** Added to the number in an entry to get its position. */
  readonly base: number;
}

/** The layout in which new runs are written. */
export function layoutFor({ first, count }: IdRange): Layout {
  return layoutWith(bytesFor(count), first);
}

/** The layout of a run with this format; undefined if unknown. */
export function layoutOf(format: Buffer, range: IdRange): Layout | undefined {
  if (format.equals(FORMAT)) return layoutFor(range);
  return format.equals(WHOLE_POSITIONS_FORMAT) ? layoutWith(5, 0) : undefined;
}

function layoutWith(positionBytes: number, base: number): Layout {
  const entryBytes = HASH_BYTES + positionBytes;
  return { positionBytes, entryBytes, chunkEntries: Math.floor(CHECKED_BYTES / entryBytes), base };
}

/** How many bytes hold any number below `count`. */
function bytesFor(count: number): number {
  let bytes = 1;
  while (count > 256 ** bytes) bytes += 1;
  return bytes;
}

/** Checksum of a run's filter, fences, and end without the checksum itself. */
export function tablesChecksum({ segments }: IdFilter, fences: Buffer, end: Buffer): number {
  const tables = [...segments, fences, end.subarray(0, -4)];
  return tables.reduce((checksum, table) => crc32(table, checksum), 0);
}

export function chunkChecksum(chunk: Buffer, number: number): number {
  return crc32(chunk.subarray(0, CHECKED_BYTES), number);
}
