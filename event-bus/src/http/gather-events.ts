import type { Scanned } from '@blog/event-log';
import type { StreamFormat } from './stream-format';

/** Of the wanted events so many bytes are sent at once, if they are far between; no more than a stream may write uncounted. */
const BYTES_MIN = 8 * 1024;
/** What waits for room is read again then: no more pieces of the log than this. */
const PIECES_MAX = 8;
/** A reader with many others beside it is not kept waiting for more, in milliseconds. */
const MS_MAX = 10;

interface Gathered {
  readonly text: Buffer;
  /** The position that was reached, wanted or not. */
  readonly through: number;
  /** Of the last event that is sent. */
  readonly last: number | undefined;
}

/**
 * Reads what is to be sent next: one piece of the log as it is, or the wanted events of a few. Ends at `head`, so that no
 * event waits for one that is not there yet. Undefined if `scan` finds nothing because the reader is gone.
 */
export async function gatherEvents(
  scan: (after: number) => Promise<Scanned | undefined>,
  { after, head, format }: { after: number; head: number; format: StreamFormat },
): Promise<Gathered | undefined> {
  const endMs = performance.now() + MS_MAX;
  const texts: Buffer[] = [];
  let through = after;
  let last: number | undefined;
  for (let bytes = 0, pieces = 0; bytes < BYTES_MIN && pieces < PIECES_MAX; pieces += 1) {
    const scanned = await scan(through);
    if (scanned === undefined) return undefined;
    const { lines, records } = scanned;
    through = scanned.through;
    if (lines !== undefined) return { text: format.encode({ lines, records }), through, last: through };
    const wanted = Array.from(records);
    last = wanted.at(-1)?.position ?? last;
    const text = format.encode({ lines, records: wanted });
    texts.push(text);
    bytes += text.length;
    if (through >= head || performance.now() >= endMs) break;
  }
  return { text: texts.length === 1 ? (texts[0] as Buffer) : Buffer.concat(texts), through, last };
}
