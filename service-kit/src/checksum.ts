import { crc32 } from 'node:zlib';

const CHECKSUM_BYTES = 4;

/** A text as it is stored: the CRC-32 (IEEE 802.3, little endian) of its UTF-8 bytes, then the bytes. */
export function withChecksum(text: string): Buffer {
  const stored = Buffer.allocUnsafe(CHECKSUM_BYTES + Buffer.byteLength(text));
  stored.write(text, CHECKSUM_BYTES);
  stored.writeUInt32LE(crc32(stored.subarray(CHECKSUM_BYTES)), 0);
  return stored;
}

/** The UTF-8 bytes of a text stored by `withChecksum`; undefined if they do not match the checksum. */
export function withoutChecksum(stored: Buffer): Buffer | undefined {
  const bytes = stored.subarray(CHECKSUM_BYTES);
  return bytes.length > 0 && stored.readUInt32LE(0) === crc32(bytes) ? bytes : undefined;
}
