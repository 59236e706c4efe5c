import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib';
import type { DomainError } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import { problems } from '../problems';

const deflate = promisify(deflateRaw);
/**
 * Compression level: 4 % smaller than level 2 for 0.8 µs more per event, on another thread; higher levels cost more and gain
 * less.
 */
const LEVEL = 4;
/** Decompression buffer size: one is usually enough for a block, rarely two are needed. */
const CHUNK_BYTES = 192 * 1024;
/** Bound on decompression of damaged data: more than the largest event. */
const LINES_BYTES_MAX = 16 * 1024 * 1024;

/** A block's location in the history file, as stored in the index; `checksum` is the CRC-32 of its compressed bytes. */
export interface BlockLocation {
  /** Block number, from 1. */
  readonly number: number;
  readonly first: number;
  readonly last: number;
  readonly offset: number;
  readonly bytes: number;
  readonly checksum: number;
}

/** Encodes a block for storage: its lines, compressed (DEFLATE, RFC 1951). */
export function encodeBlock({ lines }: EventBlock): Promise<Buffer> {
  return deflate(lines, { level: LEVEL });
}

/** CRC-32 of a compressed block, seeded with its first position, so that a block found at another's location fails. */
export function checksumOf(stored: Buffer, first: number): number {
  return crc32(stored, first % 2 ** 32);
}

/** Returns `stored`. @throws DomainError `log.corrupt`  it does not match its checksum; `position` is its first */
export function requireStored(stored: Buffer, { first, last, checksum }: BlockLocation): Buffer {
  if (checksumOf(stored, first) !== checksum) throw corruptBlock(first, last);
  return stored;
}

/** @throws DomainError  as `requireStored` */
export function decodeBlock(stored: Buffer, location: BlockLocation): EventBlock {
  const { first, last } = location;
  requireStored(stored, location);
  const lines = inflateRawSync(stored, { chunkSize: CHUNK_BYTES, maxOutputLength: LINES_BYTES_MAX });
  return new EventBlock({ first, last, lines });
}

/** The error for a damaged block; `first` and `last` bound the events that cannot be served. */
export function corruptBlock(first: number, last: number): DomainError {
  const which =
    first === last ? `event at position ${first} does` : `events at positions ${first} to ${last} do`;
  const message = `The ${which} not match their checksum: restore the log from a backup.`;
  return problems.error('log.corrupt', message, { position: first });
}
