import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStream } from '@blog/service-kit';
import type { EventBlock } from '../domain/event-block';
import type { EventFilter } from '../domain/event-filter';
import type { EventLog } from '../domain/event-log';
import { waitForAppend } from '../domain/wait-for-append';
import { jsonItems, type StreamFormat } from './stream-format';

interface Reading {
  readonly after: number;
  readonly filter: EventFilter | undefined;
}

/** Writes the whole history after a position, up to the head of this moment, as one JSON array in bounded memory. */
export async function streamHistory(log: EventLog, stream: EventStream, reading: Reading): Promise<void> {
  const { filter } = reading;
  const end = log.head;
  let isFirst = true;
  await stream.write('[');
  for (let { after } = reading; after < end && !stream.closed.aborted; ) {
    const block = (await log.readBlock(after)) as EventBlock;
    const chosen = [...(filter?.select(block) ?? block.records)].filter(({ position }) => position <= end);
    if (chosen.length > 0) await stream.write(jsonItems(chosen, isFirst));
    isFirst &&= chosen.length === 0;
    after = block.last;
    await nextTurn();
  }
  await stream.write(']');
  stream.close();
}

/**
 * Writes history and then live events until the stream is closed; `onSent` is told how far it is. History and live
 * are one loop over the log, so there is no seam between them: no gap and no duplicate.
 */
export async function streamLive(
  log: EventLog,
  stream: EventStream,
  reading: Reading & { format: StreamFormat; onSent?: ((position: number) => void) | undefined },
): Promise<void> {
  const { filter, format, onSent } = reading;
  let { after } = reading;
  while (!stream.closed.aborted) {
    const block = await log.readBlock(after);
    if (block === undefined) {
      await waitForAppend(log, after, stream.closed);
      continue;
    }
    const text = filter ? format.encode([...filter.select(block)]) : format.encodeBlock(block);
    if (text.length > 0) await stream.write(text);
    after = block.last;
    onSent?.(after);
    await nextTurn();
  }
}
