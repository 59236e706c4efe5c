import type { EventRecord } from '../domain/event-log';

/** How events go out on a stream, and what a quiet stream sends. */
export interface StreamFormat {
  readonly contentType: string;
  readonly heartbeat: string;
  encode(records: readonly EventRecord[]): Buffer;
}

const NEWLINE = Buffer.from('\n');
const SSE_DATA = Buffer.from('\ndata: ');
const SSE_END = Buffer.from('\n\n');

/** One JSON text a line; a blank line is a heartbeat. */
export const ndjson: StreamFormat = {
  contentType: 'application/x-ndjson',
  heartbeat: '\n',
  encode: (records) => Buffer.concat(records.flatMap(({ bytes }) => [bytes, NEWLINE])),
};

/** Server-Sent Events (WHATWG HTML): the position as `id`, the event as `data`. */
export const serverSentEvents: StreamFormat = {
  contentType: 'text/event-stream',
  heartbeat: ':\n\n',
  encode: (records) =>
    Buffer.concat(
      records.flatMap(({ position, bytes }) => [Buffer.from(`id: ${position}`), SSE_DATA, bytes, SSE_END]),
    ),
};

/** Events with commas between them; `isFirst` says whether this block opens the array. */
export function jsonItems(records: readonly EventRecord[], isFirst: boolean): Buffer {
  const text = records.flatMap(({ bytes }, index) =>
    isFirst && index === 0 ? [bytes] : [Buffer.from(','), bytes],
  );
  return Buffer.concat(text);
}
