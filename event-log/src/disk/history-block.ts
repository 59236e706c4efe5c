import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib';
import type { DomainError } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import { problems } from '../problems';

const deflate = promisify(deflateRaw);
/** A twenty-fifth smaller than level 2, for 0.8 µs more of another thread an event; the ones after it cost more for less. */
const LEVEL = 4;
/** A block is read into one piece of memory of this size, and seldom into a second one. */
const CHUNK_BYTES = 192 * 1024;
/** What a damaged length may make of a block at the most: the largest event, and then some. */
const LINES_BYTES_MAX = 16 * 1024 * 1024;

/** A block's place in the history file, as the index keeps it; `checksum` is the CRC-32 of its bytes. */
export interface BlockPlace {
  /** Counts blocks from 1. */
  readonly number: number;
  readonly first: number;
  readonly last: number;
  readonly offset: number;
  readonly bytes: number;
  readonly checksum: number;
}

/** The stored form of a block: its lines, compressed (DEFLATE, RFC 1951). */
export function encodeBlock({ lines }: EventBlock): Promise<Buffer> {
  return deflate(lines, { level: LEVEL });
}

/** Of a block as it is stored. Begins with its position, so that one which turns up at another place does not pass. */
export function checksumOf(stored: Buffer, first: number): number {
  return crc32(stored, first % 2 ** 32);
}

/** Answers `stored`. @throws DomainError `log.corrupt`  it is not what was stored there; `position` is its first one */
export function requireStored(stored: Buffer, { first, last, checksum }: BlockPlace): Buffer {
  if (checksumOf(stored, first) !== checksum) throw corruptBlock(first, last);
  return stored;
}

/** @throws DomainError  as `requireStored` */
export function decodeBlock(stored: Buffer, place: BlockPlace): EventBlock {
  const { first, last } = place;
  requireStored(stored, place);
  const lines = inflateRawSync(stored, { chunkSize: CHUNK_BYTES, maxOutputLength: LINES_BYTES_MAX });
  return new EventBlock({ first, last, lines });
}

/** Of the events that are wanted of a damaged block; the bus names the first that it cannot serve. */
export function corruptBlock(first: number, last: number): DomainError {
  const which =
    first === last ? `event at position ${first} does` : `events at positions ${first} to ${last} do`;
  const message = `The ${which} not match their checksum: restore the log from a backup.`;
  return problems.error('log.corrupt', message, { position: first });
}
