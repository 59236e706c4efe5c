import { withChecksum, withoutChecksum } from './checksum';
import type { DomainError } from './domain-error';
import { problems } from './problems';

/** Encodes a table's values as JSON with a checksum. An encoder of the `lmdb` package. */
export function checkedJson(table: string) {
  return {
    /** Every value is decoded from its own copy of the bytes. */
    needsStableBuffer: true,

    encode(value: unknown): Buffer {
      return withChecksum(JSON.stringify(value));
    },

    /** @throws DomainError `storage.corrupt` */
    decode(stored: Uint8Array): unknown {
      const text = withoutChecksum(Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength));
      if (text === undefined) throw corruptValue(table);
      return JSON.parse(text.toString());
    },
  };
}

export function corruptValue(table: string): DomainError {
  const message = `A value of the table ${table} does not match its checksum: the data file is damaged.`;
  return problems.error('storage.corrupt', message);
}
