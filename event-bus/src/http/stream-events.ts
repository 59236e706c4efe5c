import type { EventStream } from '@blog/service-kit';
import type { EventFilter } from '../domain/event-filter';
import type { EventLog, EventRecord } from '../domain/event-log';
import { waitForAppend } from '../domain/wait-for-append';
import { BLOCK, nextTurn } from './read-block';
import { jsonItems, type StreamFormat } from './stream-format';

interface Reading {
  readonly after: number;
  readonly filter: EventFilter;
}

/** Writes the whole history after a position, up to the head of this moment, as one JSON array in bounded memory. */
export async function streamHistory(log: EventLog, stream: EventStream, reading: Reading): Promise<void> {
  const { filter } = reading;
  const end = log.head;
  let isFirst = true;
  await stream.write('[');
  for (let { after } = reading; after < end && !stream.closed.aborted; ) {
    const records = await log.read({ after, ...BLOCK, limit: Math.min(BLOCK.limit, end - after) });
    after = (records.at(-1) as EventRecord).position;
    const chosen = filter ? records.filter(filter) : records;
    if (chosen.length > 0) await stream.write(jsonItems(chosen, isFirst));
    isFirst &&= chosen.length === 0;
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
    const records = await log.read({ after, ...BLOCK });
    const last = records.at(-1);
    if (last === undefined) {
      await waitForAppend(log, after, stream.closed);
      continue;
    }
    const chosen = filter ? records.filter(filter) : records;
    if (chosen.length > 0) await stream.write(format.encode(chosen));
    after = last.position;
    onSent?.(after);
    await nextTurn();
  }
}
