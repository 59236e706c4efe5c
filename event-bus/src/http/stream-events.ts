import {
  type EventFilter,
  type EventLog,
  type EventRecord,
  readEvent,
  type Scanned,
  waitForAppend,
} from '@blog/event-log';
import type { EventStream, LogCheckpoint } from '@blog/service-kit';
import type { ScanLane, ScanTurns } from '../domain/scan-turns';
import { CheckpointPace } from './checkpoint-pace';
import { jsonItems, type StreamFormat } from './stream-format';

interface Reading {
  readonly after: number;
  readonly filter: EventFilter | undefined;
  readonly turns: ScanTurns;
}

/** Writes the whole history after a position, up to the head of this moment, as one JSON array in bounded memory. */
export async function streamHistory(log: EventLog, stream: EventStream, reading: Reading): Promise<void> {
  const { filter, turns } = reading;
  const end = log.head;
  const reader = { lane: 'others', signal: stream.closed } as const;
  let isFirst = true;
  await stream.write('[');
  for (let { after } = reading; after < end && !stream.closed.aborted; ) {
    const read = await stream.writeNext(() =>
      turns.take(reader, async () => {
        const { records, through } = (await log.scan({ after, filter, copies: true })) as Scanned;
        const chosen = Array.from(records).filter(({ position }) => position <= end);
        return { through, text: jsonItems(chosen, isFirst) };
      }),
    );
    if (read === undefined) continue;
    if (read.text.length > 0) isFirst = false;
    after = read.through;
  }
  await stream.write(']');
  stream.close();
}

/**
 * Writes history and then live events until the stream is closed; `onSent` is told how far it is. History and live
 * are one loop over the log, so there is no seam between them: no gap and no duplicate.
 *
 * With `checkpoints` the stream begins with a checkpoint of `after`, and a filter's progress through events that are not
 * wanted is told by checkpoints too: it is known to the reader at most 100 ms after it was made, and at once when the reader
 * has caught up with the log as it was at the beginning.
 */
export async function streamLive(
  log: EventLog,
  stream: EventStream,
  reading: Reading & {
    lane: () => ScanLane;
    format: StreamFormat;
    checkpoints: boolean;
    onSent?: ((position: number) => void) | undefined;
  },
): Promise<void> {
  const { filter, format, turns, lane, checkpoints, onSent } = reading;
  const signal = stream.closed;
  let { after } = reading;
  const pace = new CheckpointPace({ told: after, head: log.head });
  const writeCheckpoint = async () => {
    await stream.write(format.checkpoint(await checkpointAt(log, after)));
    pace.sentCheckpoint(after);
  };
  if (checkpoints && after > 0) await writeCheckpoint();
  while (!signal.aborted) {
    const tellInMs = checkpoints ? pace.waitMs(after) : Number.POSITIVE_INFINITY;
    if (tellInMs === 0) {
      await writeCheckpoint();
      continue;
    }
    if (after >= log.head) {
      await waitForAppend(log, after, signal, tellInMs);
      continue;
    }
    const read = await stream.writeNext(() =>
      turns.take({ lane: lane(), signal }, async () => {
        const { lines, through, records } = (await log.scan({ after, filter, copies: true })) as Scanned;
        const last = filter === undefined ? through : Array.from(records).at(-1)?.position;
        return { through, last, text: format.encode({ lines, records }) };
      }),
    );
    if (read === undefined) return;
    after = read.through;
    if (read.last !== undefined) pace.sentEvent(read.last);
    onSent?.(after);
  }
}

/** The id of the event tells the reader, when it comes back, whether the log still is the one that it has read. */
async function checkpointAt(log: EventLog, position: number): Promise<LogCheckpoint> {
  const { bytes } = (await readEvent(log, position)) as EventRecord;
  const { id } = JSON.parse(bytes.toString()) as { id: string };
  return { checkpoint: position, id };
}
