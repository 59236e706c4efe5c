import type { Readable } from 'node:stream';
import { BusUnavailable } from './bus-error';
import type { StoredEvent } from './cloud-event';

const NEWLINE = 0x0a;
/** What is read ahead while the consumer works on the block before; then the connection waits. */
const BUFFERED_BYTES_MAX = 1024 * 1024;

/**
 * Reads newline-delimited JSON events into blocks: all that has come while the consumer was busy, in order. Blank
 * lines are heartbeats. Ends with BusUnavailable when the stream ends, fails, or is silent for too long.
 */
export async function* readBlocks(
  stream: Readable,
  options: { silenceMsMax: number },
): AsyncGenerator<StoredEvent[], never> {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let hasLine = false;
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
    chunks.push(chunk);
    bytes += chunk.length;
    hasLine ||= chunk.includes(NEWLINE);
    if (hasLine) wake();
    if (bytes <= BUFFERED_BYTES_MAX) return;
    if (hasLine) stream.pause();
    else end('The stream of the bus has a line that is longer than any event.');
  });
  stream.on('error', (error) => end(`The stream of the bus broke: ${error.message}`));
  stream.on('close', () => end('The bus closed the stream.'));
  if (stream.destroyed) end('The stream of the bus was closed before it was read.');

  try {
    while (true) {
      if (!hasLine) {
        if (ended !== undefined) throw ended;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      const whole = all.lastIndexOf(NEWLINE);
      const rest = all.subarray(whole + 1);
      chunks = rest.length > 0 ? [rest] : [];
      bytes = rest.length;
      hasLine = false;
      if (stream.isPaused()) stream.resume();
      const events = parseLines(all.toString('utf8', 0, whole));
      if (events.length > 0) yield events;
    }
  } finally {
    clearTimeout(silence);
    stream.destroy();
  }
}

/** Parses whole lines with one JSON.parse, which is faster than one for each. */
function parseLines(lines: string): StoredEvent[] {
  const hasBlank = lines.startsWith('\n') || lines.endsWith('\n') || lines.includes('\n\n');
  const text = hasBlank ? lines.split('\n').filter(Boolean).join('\n') : lines;
  return text === '' ? [] : (JSON.parse(`[${text.replaceAll('\n', ',')}]`) as StoredEvent[]);
}
