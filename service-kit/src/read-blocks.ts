import type { Readable } from 'node:stream';
import { BusUnavailable } from './bus-error';
import type { LogItem } from './log-item';

const NEWLINE = 0x0a;
/** Bytes read ahead while the consumer works on the previous block; beyond it, the connection is paused. */
const BUFFERED_BYTES_MAX = 1024 * 1024;

/** Events and checkpoints in order, at least one. They are parsed while they are iterated, again each time. */
export type Block = Iterable<LogItem>;

/**
 * Reads events and checkpoints, one JSON text per line, into blocks: everything received while the consumer was busy, in order.
 * Blank lines are heartbeats. Throws BusUnavailable when the stream ends, fails, or is silent for too long.
 */
export async function* readBlocks(
  stream: Readable,
  options: { silenceMsMax: number },
): AsyncGenerator<Block, never> {
  /** Complete lines, in pieces of about a chunk. */
  let pieces: Buffer[] = [];
  /** The beginning of the line after them. */
  let part: Buffer[] = [];
  let bytes = 0;
  let ended: BusUnavailable | undefined;
  let wake = () => {};
  const end = (why: string) => {
    ended ??= new BusUnavailable(why);
    wake();
  };
  const silence = setTimeout(() => end('The stream of the bus went silent.'), options.silenceMsMax);
  silence.unref();

  const add = (piece: Buffer) => {
    if (piece.some((byte) => byte !== NEWLINE)) pieces.push(piece);
    else bytes -= piece.length + 1;
  };

  stream.on('data', (chunk: Buffer) => {
    silence.refresh();
    bytes += chunk.length;
    const last = chunk.lastIndexOf(NEWLINE);
    if (last === -1) {
      part.push(chunk);
    } else {
      // Only a line that was received in parts is copied.
      const first = part.length === 0 ? -1 : chunk.indexOf(NEWLINE);
      if (part.length > 0) add(Buffer.concat([...part, chunk.subarray(0, first)]));
      if (first < last) add(chunk.subarray(first + 1, last));
      part = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
    }
    if (pieces.length > 0) wake();
    if (bytes <= BUFFERED_BYTES_MAX) return;
    if (pieces.length > 0) stream.pause();
    else end('The stream of the bus has a line that is longer than any event.');
  });
  stream.on('error', (error) => end(`The stream of the bus broke: ${error.message}`));
  stream.on('close', () => end('The bus closed the stream.'));
  if (stream.destroyed) end('The stream of the bus was closed before it was read.');

  try {
    while (true) {
      if (pieces.length > 0) {
        const block = new LinesBlock(pieces);
        pieces = [];
        bytes = part.reduce((sum, { length }) => sum + length, 0);
        if (stream.isPaused()) stream.resume();
        yield block;
        continue;
      }
      if (ended !== undefined) throw ended;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    clearTimeout(silence);
    stream.destroy();
  }
}

/**
 * Parses line by line, so that an event is garbage before the next one is parsed. From many lines at once V8 would make one text
 * with two bytes per character if a single character needs them, and parsing that takes half as long again.
 */
class LinesBlock implements Block {
  readonly #pieces: readonly Buffer[];

  constructor(pieces: readonly Buffer[]) {
    this.#pieces = pieces;
  }

  *[Symbol.iterator](): Generator<LogItem> {
    for (const piece of this.#pieces) {
      for (let start = 0; start < piece.length; ) {
        const newline = piece.indexOf(NEWLINE, start);
        const end = newline === -1 ? piece.length : newline;
        if (end > start) yield JSON.parse(piece.toString('utf8', start, end)) as LogItem;
        start = end + 1;
      }
    }
  }
}
