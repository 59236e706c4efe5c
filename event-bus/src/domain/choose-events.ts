import type { EventFilter, EventLog, EventRecord } from '@blog/event-log';
import { type Sequence, sequenceOf, type WaitingSubjects } from './waiting-subjects';

/** What one delivery has at the most, but for its first event. */
export const DELIVERY_BYTES_MAX = 1024 * 1024;
/** So many events, or a block more, are looked at for one delivery. */
const LOOK_AHEAD_MAX = 1_000;
/** So many events of a subscription wait for a retry, or behind one. */
const WAITING_EVENTS_MAX = 100;
/** So many positions, or a block more, lie between a cursor and what was delivered; a restart may deliver them again. */
const AHEAD_EVENTS_MAX = 10_000;

/** What is to be delivered next, perhaps nothing. */
export interface ChosenEvents {
  readonly records: readonly EventRecord[];
  /** Events that must not be delivered yet, since an earlier one of their subject waits. */
  readonly behind: readonly { readonly position: number; readonly sequence: Sequence }[];
  /** The position that is reached with all of these. */
  readonly through: number;
}

/** Whether a subscription that has come so far may be given later events. */
export function mayReadOn(at: {
  cursor: number;
  reached: number;
  order: 'log' | 'subject';
  waiting: WaitingSubjects;
}): boolean {
  const { eventCount } = at.waiting;
  if (at.order === 'log') return eventCount === 0;
  return eventCount < WAITING_EVENTS_MAX && at.reached - at.cursor < AHEAD_EVENTS_MAX;
}

/** Chooses what is delivered after a position, `countMax` events at the most; undefined at the head. */
export async function chooseEvents(
  log: EventLog,
  options: { after: number; countMax: number; filter: EventFilter | undefined; waiting: WaitingSubjects },
): Promise<ChosenEvents | undefined> {
  const { after, countMax, filter, waiting } = options;
  const records: EventRecord[] = [];
  const behind: { position: number; sequence: Sequence }[] = [];
  let bytesLeft = DELIVERY_BYTES_MAX;
  let through = after;
  while (records.length < countMax && through - after < LOOK_AHEAD_MAX) {
    const scanned = await log.scan({ after: through, filter });
    if (scanned === undefined) break;
    for (const record of scanned.records) {
      const { position } = record;
      // It is looked for only in times of trouble: to find it costs a parse.
      const sequence = waiting.eventCount === 0 ? undefined : sequenceOf(record);
      if (sequence !== undefined && waiting.has(sequence)) {
        if (waiting.eventCount + behind.length >= WAITING_EVENTS_MAX) {
          return { records, behind, through: position - 1 };
        }
        behind.push({ position, sequence });
        continue;
      }
      bytesLeft -= record.bytes.length;
      if (records.length === countMax || (bytesLeft < 0 && records.length > 0)) {
        return { records, behind, through: position - 1 };
      }
      records.push(record);
    }
    through = scanned.through;
  }
  return through === after ? undefined : { records, behind, through };
}
