import { SSE_HEARTBEAT, SSE_OPENING, SSE_TYPE } from '@blog/service-kit';
import type { EventBlock, EventRecord } from '../domain/event-block';

/** How events go out on a stream, what it begins with, and what a quiet stream sends. */
export interface StreamFormat {
  readonly contentType: string;
  readonly opening?: string;
  readonly heartbeat: string;
  encode(records: readonly EventRecord[]): Buffer;
  /** The same for a whole block, which many readers get. */
  encodeBlock(block: EventBlock): Buffer;
}

const NEWLINE = Buffer.from('\n');
const SSE_DATA = Buffer.from('\ndata: ');
const SSE_END = Buffer.from('\n\n');

/** One JSON text a line; a blank line is a heartbeat. */
export const ndjson: StreamFormat = {
  contentType: 'application/x-ndjson',
  heartbeat: '\n',
  encode: (records) => Buffer.concat(records.flatMap(({ bytes }) => [bytes, NEWLINE])),
  encodeBlock: ({ lines }) => lines,
};

/** Server-Sent Events (WHATWG HTML): the position as `id`, the event as `data`. */
export const serverSentEvents: StreamFormat = {
  contentType: SSE_TYPE,
  opening: SSE_OPENING,
  heartbeat: SSE_HEARTBEAT,
  encode: encodeSse,
  encodeBlock: (block) => {
    const text = sseOfBlock.get(block) ?? encodeSse(block.records);
    sseOfBlock.set(block, text);
    return text;
  },
};

/** Made once for all readers of a block. */
const sseOfBlock = new WeakMap<EventBlock, Buffer>();

function encodeSse(records: readonly EventRecord[]): Buffer {
  return Buffer.concat(
    records.flatMap(({ position, bytes }) => [Buffer.from(`id: ${position}`), SSE_DATA, bytes, SSE_END]),
  );
}

/** Events with commas between them; `isFirst` says whether this block opens the array. */
export function jsonItems(records: readonly EventRecord[], isFirst: boolean): Buffer {
  const text = records.flatMap(({ bytes }, index) =>
    isFirst && index === 0 ? [bytes] : [Buffer.from(','), bytes],
  );
  return Buffer.concat(text);
}
