import { crc32 } from 'node:zlib';
import { DomainError } from './domain-error';

const CHECKSUM_BYTES = 4;

/**
 * How a table's values are stored: CRC-32 (IEEE 802.3, little endian) of the JSON text, then the text. An encoder of
 * the `lmdb` package.
 */
export function checkedJson(table: string) {
  return {
    /** Every value is decoded from bytes of its own. */
    needsStableBuffer: true,

    encode(value: unknown): Buffer {
      const text = JSON.stringify(value);
      const bytes = Buffer.allocUnsafe(CHECKSUM_BYTES + Buffer.byteLength(text));
      bytes.write(text, CHECKSUM_BYTES);
      bytes.writeUInt32LE(crc32(bytes.subarray(CHECKSUM_BYTES)), 0);
      return bytes;
    },

    /** @throws DomainError `storage.corrupt` */
    decode(stored: Uint8Array): unknown {
      const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
      const text = bytes.subarray(CHECKSUM_BYTES);
      if (text.length === 0 || bytes.readUInt32LE(0) !== crc32(text)) {
        const message = `A value of the table ${table} does not match its checksum: the data file is damaged.`;
        throw new DomainError('storage.corrupt', message);
      }
      return JSON.parse(text.toString());
    },
  };
}
