import { crc32 } from 'node:zlib';

/** Hashes per page, one for each event. The first page starts at position 1. */
export const PAGE_EVENTS = 32 * 1024;
const HASH_BYTES = 6;
const HASHES_BYTES = PAGE_EVENTS * HASH_BYTES;
const CHECKSUM_BYTES = 4;

/** The last position of a page; pages count from 1. */
export const pageEnd = (page: number): number => page * PAGE_EVENTS;

/** The page that contains a position. */
export const pageOf = (position: number): number => Math.ceil(position / PAGE_EVENTS);

/** The first position of a page. */
export const pageStart = (page: number): number => pageEnd(page - 1) + 1;

/**
 * Encodes a full page: the hashes by position, 6 bytes each, big-endian; then the CRC-32 of the page's number and the hashes.
 */
export function encodePage(page: number, hashes: ArrayLike<number>): Buffer {
  const bytes = Buffer.allocUnsafe(HASHES_BYTES + CHECKSUM_BYTES);
  for (let index = 0; index < PAGE_EVENTS; index += 1) {
    bytes.writeUIntBE(hashes[index] as number, index * HASH_BYTES, HASH_BYTES);
  }
  bytes.writeUInt32BE(checksumOf(page, bytes), HASHES_BYTES);
  return bytes;
}

/** Undefined if the bytes are damaged or another page's. */
export function decodePage(page: number, bytes: Buffer): Float64Array | undefined {
  if (bytes.length !== HASHES_BYTES + CHECKSUM_BYTES) return undefined;
  if (bytes.readUInt32BE(HASHES_BYTES) !== checksumOf(page, bytes)) return undefined;
  const hashes = new Float64Array(PAGE_EVENTS);
  for (let index = 0; index < PAGE_EVENTS; index += 1) {
    hashes[index] = hashAt(bytes, index * HASH_BYTES);
  }
  return hashes;
}

/** Like `readUIntBE`, which spends most of its time on checks. */
function hashAt(bytes: Buffer, at: number): number {
  const high = word(bytes, at) * 2 ** 16 + word(bytes, at + 2);
  return high * 2 ** 16 + word(bytes, at + 4);
}

const word = (bytes: Buffer, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

function checksumOf(page: number, bytes: Buffer): number {
  return crc32(bytes.subarray(0, HASHES_BYTES), crc32(String(page)));
}
