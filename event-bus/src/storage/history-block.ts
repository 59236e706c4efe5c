import { promisify } from 'node:util';
import { brotliCompress, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import { DomainError } from '@blog/service-kit';
import { EventBlock } from '../domain/event-block';

const compress = promisify(brotliCompress);
/** The fastest quality: the others save a tenth of the bytes for three times the work. */
const QUALITY = 1;
/** Of the window, in powers of two: a block fits in, and more would only take memory. */
const WINDOW_BITS = 18;
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

/** The stored form of a block: its lines, compressed (Brotli, RFC 7932). */
export function encodeBlock({ lines }: EventBlock): Promise<Buffer> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: lines.length,
  };
  return compress(lines, { params });
}

/** Of a block as it is stored. Begins with its position, so that one which turns up at another place does not pass. */
export function checksumOf(stored: Buffer, first: number): number {
  return crc32(stored, first % 2 ** 32);
}

/** @throws DomainError `log.corrupt`  it is not what was stored there; `position` is its first one */
export function decodeBlock(stored: Buffer, { first, last, checksum }: BlockPlace): EventBlock {
  if (checksumOf(stored, first) !== checksum) throw corruptBlock(first, last);
  const lines = brotliDecompressSync(stored, { maxOutputLength: LINES_BYTES_MAX });
  return new EventBlock({ first, last, lines });
}

/** Of the events that are wanted of a damaged block; the bus names the first that it cannot serve. */
export function corruptBlock(first: number, last: number): DomainError {
  const which =
    first === last ? `event at position ${first} does` : `events at positions ${first} to ${last} do`;
  const message = `The ${which} not match their checksum: restore the log from a backup.`;
  return new DomainError('log.corrupt', message, { position: first });
}
