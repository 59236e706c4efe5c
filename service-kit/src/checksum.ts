import { crc32 } from 'node:zlib';

const CHECKSUM_BYTES = 4;

/**
 * A text as it is stored: CRC-32 (IEEE 802.3, little endian) of its UTF-8 bytes, then these. A `seed` makes a text fit
 * one place only.
 */
export function withChecksum(text: string, seed = 0): Buffer {
  const stored = Buffer.allocUnsafe(CHECKSUM_BYTES + Buffer.byteLength(text));
  stored.write(text, CHECKSUM_BYTES);
  stored.writeUInt32LE(crc32(stored.subarray(CHECKSUM_BYTES), seed), 0);
  return stored;
}

/** The UTF-8 bytes of a text that was stored by `withChecksum` with this seed; undefined if they are not what they were. */
export function withoutChecksum(stored: Buffer, seed = 0): Buffer | undefined {
  const bytes = stored.subarray(CHECKSUM_BYTES);
  return bytes.length > 0 && stored.readUInt32LE(0) === crc32(bytes, seed) ? bytes : undefined;
}
