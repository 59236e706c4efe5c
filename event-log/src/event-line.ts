import type { EventRecord } from './event-block';

const NEWLINE = 0x0a;
const OPENING = Buffer.from('{');

/** Events as they go out: a line each (NDJSON), with what the bus adds. `storedtime` is when all of them were stored. */
export function encodeLines(
  events: readonly { readonly position: number; readonly bytes: Buffer }[],
  storedtime: string,
): Buffer {
  const heads = events.map(({ position }) => `{"position":${position},"storedtime":"${storedtime}",`);
  // The head has the brace that an event begins with; in its place comes the end of the line.
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

/** When an event was stored, in milliseconds since 1970. */
export function storedMs({ bytes }: EventRecord): number {
  return Date.parse((JSON.parse(bytes.toString()) as { storedtime: string }).storedtime);
}

/** The event as it was published: without what the bus added. */
export function publishedBytes({ bytes }: EventRecord): Buffer {
  const end = bytes.indexOf(',', bytes.indexOf('"storedtime"'));
  return Buffer.concat([OPENING, bytes.subarray(end + 1)]);
}
