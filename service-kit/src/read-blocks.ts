import type { Readable } from 'node:stream';
import { BusUnavailable } from './bus-error';
import type { StoredEvent } from './cloud-event';

const NEWLINE = 0x0a;
/** What is read ahead while the consumer works on the block before; then the connection waits. */
const BUFFERED_BYTES_MAX = 1024 * 1024;

/** Events in order, at least one. They are parsed while they are read, anew each time. */
export type Block = Iterable<StoredEvent>;

/**
 * Reads newline-delimited JSON events into blocks: all that has come while the consumer was busy, in order. Blank
 * lines are heartbeats. Ends with BusUnavailable when the stream ends, fails, or is silent for too long.
 */
export async function* readBlocks(
  stream: Readable,
  options: { silenceMsMax: number },
): AsyncGenerator<Block, never> {
  /** Whole lines, in pieces of about a chunk. */
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

  stream.on('data', (chunk: Buffer) => {
    silence.refresh();
    bytes += chunk.length;
    const lastNewline = chunk.lastIndexOf(NEWLINE);
    if (lastNewline === -1) {
      part.push(chunk);
    } else {
      const piece = Buffer.concat([...part, chunk.subarray(0, lastNewline)]);
      if (piece.some((byte) => byte !== NEWLINE)) pieces.push(piece);
      else bytes -= piece.length + 1;
      part = [chunk.subarray(lastNewline + 1)];
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
 * Parses piece by piece, since the events of a piece are garbage before the next one is parsed: all at once, the
 * collector would have to move them, and V8 to find room for one large string.
 */
class LinesBlock implements Block {
  readonly #pieces: readonly Buffer[];

  constructor(pieces: readonly Buffer[]) {
    this.#pieces = pieces;
  }

  *[Symbol.iterator](): Generator<StoredEvent> {
    for (const piece of this.#pieces) yield* parseLines(piece.toString());
  }
}

/** Parses whole lines with one JSON.parse, which is faster than one for each. */
function parseLines(lines: string): StoredEvent[] {
  const hasBlank = lines.startsWith('\n') || lines.endsWith('\n') || lines.includes('\n\n');
  const text = hasBlank ? lines.split('\n').filter(Boolean).join('\n') : lines;
  return JSON.parse(`[${text.replaceAll('\n', ',')}]`) as StoredEvent[];
}
