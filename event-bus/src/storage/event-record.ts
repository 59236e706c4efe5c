import { DomainError, withChecksum, withoutChecksum } from '@blog/service-kit';
import type { EventRecord } from '../domain/event-log';

/**
 * The stored form of an event: the JSON text as it goes out, with a checksum before it.
 * The checksum begins with the position, so that an event which turns up at another place does not pass.
 */
export function encodeRecord(event: { position: number; storedtime: string; json: string }): Buffer {
  const text = `{"position":${event.position},"storedtime":"${event.storedtime}",${event.json.slice(1)}`;
  return withChecksum(text, event.position);
}

/** @throws DomainError `log.corrupt`  the record is missing or is not what was stored at `position` */
export function decodeRecord(position: number, record: Buffer | undefined): EventRecord {
  if (record === undefined) throw corrupt(position, 'is missing');
  const bytes = withoutChecksum(record, position);
  if (bytes === undefined) throw corrupt(position, 'does not match its checksum');
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
