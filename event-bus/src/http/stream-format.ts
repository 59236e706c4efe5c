import type { EventRecord, Scanned } from '@blog/event-log';
import { type LogCheckpoint, SSE_HEARTBEAT, SSE_OPENING, SSE_TYPE } from '@blog/service-kit';

/** How events go out on a stream, what it begins with, and what a quiet stream sends. */
export interface StreamFormat {
  readonly contentType: string;
  readonly opening?: string;
  readonly heartbeat: string;
  /** The wanted events of a piece of the log; many readers may get the same bytes. */
  encode(scanned: Pick<Scanned, 'lines' | 'records'>): Buffer;
  checkpoint(checkpoint: LogCheckpoint): string;
}

const NEWLINE = Buffer.from('\n');
const SSE_DATA = Buffer.from('\ndata: ');
const SSE_END = Buffer.from('\n\n');

/** One JSON text a line; a blank line is a heartbeat. */
export const ndjson: StreamFormat = {
  contentType: 'application/x-ndjson',
  heartbeat: '\n',
  encode: ({ lines, records }) =>
    lines ?? Buffer.concat(Array.from(records, ({ bytes }) => [bytes, NEWLINE]).flat()),
  checkpoint: (checkpoint) => `${JSON.stringify(checkpoint)}\n`,
};

/** Server-Sent Events (WHATWG HTML): the position as `id`, the event as `data`. */
export const serverSentEvents: StreamFormat = {
  contentType: SSE_TYPE,
  opening: SSE_OPENING,
  heartbeat: SSE_HEARTBEAT,
  encode: ({ lines, records }) => {
    if (lines === undefined) return encodeSse(records);
    const text = sseOfLines.get(lines) ?? encodeSse(records);
    sseOfLines.set(lines, text);
    return text;
  },
  // With its id: a reader that comes back goes on from there. `message` readers do not hear it.
  checkpoint: (checkpoint) =>
    `id: ${checkpoint.checkpoint}\nevent: checkpoint\ndata: ${JSON.stringify(checkpoint)}\n\n`,
};

/** Made once for all who are given the same lines. */
const sseOfLines = new WeakMap<Buffer, Buffer>();

function encodeSse(records: Iterable<EventRecord>): Buffer {
  const parts = Array.from(records, ({ position, bytes }) => [
    Buffer.from(`id: ${position}`),
    SSE_DATA,
    bytes,
    SSE_END,
  ]);
  return Buffer.concat(parts.flat());
}

/** Events with commas between them; `isFirst` says whether this block opens the array. */
export function jsonItems(records: readonly EventRecord[], isFirst: boolean): Buffer {
  const text = records.flatMap(({ bytes }, index) =>
    isFirst && index === 0 ? [bytes] : [Buffer.from(','), bytes],
  );
  return Buffer.concat(text);
}
