import { crc32 } from 'node:zlib';
import type { IdFilter } from './id-filter';

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
export const FORMAT = Buffer.from('blog-id2');
/** Of builds before: entries have the whole position, in 5 bytes. */
const WHOLE_POSITIONS_FORMAT = Buffer.from('blog-id1');
export const CHUNK_BYTES = 4096;
export const CHECKED_BYTES = CHUNK_BYTES - 4;
export const HASH_BYTES = 6;
export const END_BYTES = 32;

/** The positions that a run has. */
export interface IdRange {
  readonly first: number;
  readonly count: number;
}

/** What the entries of a run are like. */
export interface Layout {
  readonly positionBytes: number;
  readonly entryBytes: number;
  /** Entries of a chunk; the last one may have fewer. */
  readonly chunkEntries: number;
  /** What is added to the number in an entry. */
  readonly base: number;
}

/** Of a run that is written. */
export function layoutFor({ first, count }: IdRange): Layout {
  return layoutWith(bytesFor(count), first);
}

/** Of a run with this format; undefined if there is no such format. */
export function layoutOf(format: Buffer, range: IdRange): Layout | undefined {
  if (format.equals(FORMAT)) return layoutFor(range);
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

/** Of a run's tables, with its end but for the checksum. */
export function tablesChecksum({ pieces }: IdFilter, fences: Buffer, end: Buffer): number {
  const tables = [...pieces, fences, end.subarray(0, -4)];
  return tables.reduce((checksum, table) => crc32(table, checksum), 0);
}

export function chunkChecksum(chunk: Buffer, number: number): number {
  return crc32(chunk.subarray(0, CHECKED_BYTES), number);
}
