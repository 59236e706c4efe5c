import type { EventFilter, EventLog, EventRecord, Scanned } from '@blog/event-log';
import type { ByteBudget, ByteLease } from '@blog/service-kit';
import type { ScanTurns } from '../domain/scan-turns';
import { jsonItems } from './stream-format';

/** A page of large events ends early, and the next one goes on from there. */
const PAGE_BYTES_MAX = 4 * 1024 * 1024;
/** What is looked through for one page, in bytes of events; then it ends too, even if it has none. */
const SCAN_BYTES_MAX = 16 * 1024 * 1024;

/** Taken before anything is read: a page that would be refused must not cost a block. */
const FIRST_BYTES = 64 * 1024;

/** One page; `next` is the position to read the next one after, undefined at the head. */
interface EventPage {
  /** Together a JSON array. */
  readonly json: readonly Buffer[];
  readonly next: number | undefined;
}

/**
 * Reads one page, in turn with other readers. It may hold fewer than `limit` events, or none, and not be the last: if it is
 * full of bytes, if it took so long to find what the filter wants, or if the budget has no room for more. Ends early, with
 * what it has, when `signal` is aborted.
 * @throws DomainError `service.overloaded`  the budget has no room for any event
 * @throws DomainError `log.corrupt`  as `EventLog.scan`
 */
export async function readPage(
  log: EventLog,
  range: { after: number; limit: number; filter: EventFilter | undefined },
  options: { turns: ScanTurns; budget: ByteBudget; lease: ByteLease; signal: AbortSignal },
): Promise<EventPage> {
  const { limit, filter } = range;
  const { turns, budget, lease, signal } = options;
  const json: Buffer[] = [OPENING];
  let { after } = range;
  let count = 0;
  let bytes = 0;
  let scanned = 0;
  let taken = 0;
  let isFull = false;

  /** Whether there is room for so many bytes in all. */
  function hasRoom(wanted: number): boolean {
    if (wanted <= taken) return true;
    if (!lease.grow(wanted - taken)) return false;
    taken = wanted;
    return true;
  }

  /** Takes the wanted events of a piece, as a copy: a few of them would keep all of it in memory. */
  function take(piece: Scanned): void {
    const chosen: EventRecord[] = [];
    const isFirst = count === 0;
    after = piece.through;
    scanned += piece.bytes;
    for (const record of piece.records) {
      const isFit = count < limit && bytes < PAGE_BYTES_MAX;
      if (!isFit || !hasRoom(bytes + record.bytes.length)) {
        if (count === 0) throw budget.overloaded();
        after = record.position - 1;
        isFull = true;
        break;
      }
      chosen.push(record);
      count += 1;
      bytes += record.bytes.length;
    }
    if (chosen.length > 0) json.push(jsonItems(chosen, isFirst));
    isFull ||= count === limit || bytes >= PAGE_BYTES_MAX || scanned >= SCAN_BYTES_MAX;
  }

  while (!isFull && after < log.head && !signal.aborted) {
    await turns.take({ lane: 'others', signal }, async () => {
      if (!hasRoom(FIRST_BYTES)) throw budget.overloaded();
      take((await log.scan({ after, filter })) as Scanned);
    });
  }
  json.push(CLOSING);
  return { json, next: after < log.head ? after : undefined };
}

const OPENING = Buffer.from('[');
const CLOSING = Buffer.from(']');
