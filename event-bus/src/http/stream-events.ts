import { type EventFilter, type EventLog, type Scanned, waitForAppend } from '@blog/event-log';
import type { EventStream } from '@blog/service-kit';
import type { ScanLane, ScanTurns } from '../domain/scan-turns';
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
        const { records, through } = (await log.scan({ after, filter })) as Scanned;
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
 */
export async function streamLive(
  log: EventLog,
  stream: EventStream,
  reading: Reading & {
    lane: () => ScanLane;
    format: StreamFormat;
    onSent?: ((position: number) => void) | undefined;
  },
): Promise<void> {
  const { filter, format, turns, lane, onSent } = reading;
  const signal = stream.closed;
  let { after } = reading;
  while (!signal.aborted) {
    if (after >= log.head) {
      await waitForAppend(log, after, signal);
      continue;
    }
    const read = await stream.writeNext(() =>
      turns.take({ lane: lane(), signal }, async () => {
        const scanned = (await log.scan({ after, filter })) as Scanned;
        return { through: scanned.through, text: format.encode(scanned) };
      }),
    );
    if (read === undefined) return;
    after = read.through;
    onSent?.(after);
  }
}
