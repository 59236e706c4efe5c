import { withChecksum, withoutChecksum } from './checksum';
import { problems } from './problems';

/** How a table's values are stored: as JSON with a checksum. An encoder of the `lmdb` package. */
export function checkedJson(table: string) {
  return {
    /** Every value is decoded from bytes of its own. */
    needsStableBuffer: true,

    encode(value: unknown): Buffer {
      return withChecksum(JSON.stringify(value));
    },

    /** @throws DomainError `storage.corrupt` */
    decode(stored: Uint8Array): unknown {
      const text = withoutChecksum(Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength));
      if (text === undefined) {
        const message = `A value of the table ${table} does not match its checksum: the data file is damaged.`;
        throw problems.error('storage.corrupt', message);
      }
      return JSON.parse(text.toString());
    },
  };
}
