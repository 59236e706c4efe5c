import type { EventBlock } from '../event-block';
import { identityOf } from '../identity';

const COMMA = 0x2c;
const NEWLINE = 0x0a;

/** The hashes of the identities of a block's events. */
export function hashesOf(block: EventBlock): number[] {
  return eventsOf(block).map((event) => identityOf(event).hash);
}

/** Parsing all lines together is faster than one by one. */
function eventsOf({ lines }: EventBlock): { source: string; id: string }[] {
  const list = Buffer.from(lines.subarray(0, -1));
  for (let at = list.indexOf(NEWLINE); at !== -1; at = list.indexOf(NEWLINE, at + 1)) list[at] = COMMA;
  return JSON.parse(`[${list}]`);
}
