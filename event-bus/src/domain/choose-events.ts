import type { EventFilter, EventLog, EventRecord } from '@blog/event-log';
import { type Sequence, sequenceOf, type WaitingSubjects } from './waiting-subjects';

/** Maximum size of a delivery in bytes; the first event is always included. */
export const DELIVERY_BYTES_MAX = 1024 * 1024;
/** Events that are looked at for one delivery; up to a block more. */
const LOOK_AHEAD_MAX = 1_000;
/** Maximum events of a subscription that wait for a retry, or behind one. */
const WAITING_EVENTS_MAX = 100;
/** Maximum distance between a cursor and what was delivered, up to a block more; a restart may deliver these events again. */
const AHEAD_EVENTS_MAX = 10_000;

/** The events to deliver next, possibly none. */
export interface ChosenEvents {
  readonly records: readonly EventRecord[];
  /** Events that must not be delivered yet, since an earlier one of their subject waits. */
  readonly behind: readonly { readonly position: number; readonly sequence: Sequence }[];
  /** The position reached with all of these. */
  readonly through: number;
}

/** Whether later events may be delivered to a subscription in this state. */
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

/** Chooses the events to deliver after a position, at most `countMax`; undefined at the head. */
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
      // The sequence costs a parse, so it is only read while events wait.
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
