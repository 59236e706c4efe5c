import type { EventRecord } from './event-block';

const NEWLINE = 0x0a;
const OPENING = Buffer.from('{');

/** Encodes events as NDJSON with the attributes that the bus adds. `storedtime` is one time for all of them. */
export function encodeLines(
  events: readonly { readonly position: number; readonly bytes: Buffer }[],
  storedtime: string,
): Buffer {
  const heads = events.map(({ position }) => `{"position":${position},"storedtime":"${storedtime}",`);
  // The head includes the event's opening brace; the byte saved holds the newline.
  const length = events.reduce(
    (sum, { bytes }, index) => sum + bytes.length + (heads[index] as string).length,
    0,
  );
  const lines = Buffer.allocUnsafe(length);
  let at = 0;
  for (const [index, { bytes }] of events.entries()) {
    at += lines.write(heads[index] as string, at, 'latin1');
    at += bytes.copy(lines, at, 1);
    lines[at] = NEWLINE;
    at += 1;
  }
  return lines;
}

/** When an event was stored, in ms since 1970. */
export function storedMs({ bytes }: EventRecord): number {
  return Date.parse((JSON.parse(bytes.toString()) as { storedtime: string }).storedtime);
}

/** The event as published, without the attributes that the bus added. */
export function publishedBytes({ bytes }: EventRecord): Buffer {
  const end = bytes.indexOf(',', bytes.indexOf('"storedtime"'));
  return Buffer.concat([OPENING, bytes.subarray(end + 1)]);
}
