import { crc32 } from 'node:zlib';
import { DomainError } from '@blog/service-kit';
import type { EventRecord } from '../domain/event-log';

const CHECKSUM_BYTES = 4;

/**
 * The stored form of an event: CRC-32 (IEEE 802.3, little endian) of the JSON text, then the text as it goes out.
 * The checksum begins with the position, so that an event which turns up at another place does not pass.
 */
export function encodeRecord(event: { position: number; storedtime: string; json: string }): Buffer {
  const text = `{"position":${event.position},"storedtime":"${event.storedtime}",${event.json.slice(1)}`;
  const record = Buffer.allocUnsafe(CHECKSUM_BYTES + Buffer.byteLength(text));
  record.write(text, CHECKSUM_BYTES);
  record.writeUInt32LE(crc32(record.subarray(CHECKSUM_BYTES), event.position), 0);
  return record;
}

/** @throws DomainError `log.corrupt`  the record is missing or is not what was stored at `position` */
export function decodeRecord(position: number, record: Buffer | undefined): EventRecord {
  if (record === undefined) throw corrupt(position, 'is missing');
  const bytes = record.subarray(CHECKSUM_BYTES);
  if (record.length <= CHECKSUM_BYTES || record.readUInt32LE(0) !== crc32(bytes, position)) {
    throw corrupt(position, 'does not match its checksum');
  }
  return { position, bytes };
}

/** The event as it was published: without what the bus added. */
export function publishedJson({ bytes }: EventRecord): string {
  const text = bytes.toString();
  const end = text.indexOf(',', text.indexOf('"storedtime"'));
  return `{${text.slice(end + 1)}`;
}

function corrupt(position: number, what: string): DomainError {
  const message = `The event at position ${position} ${what}: restore the log from a backup.`;
  return new DomainError('log.corrupt', message, { position });
}
