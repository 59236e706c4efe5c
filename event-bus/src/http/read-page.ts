import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventBlock, EventRecord } from '../domain/event-block';
import type { EventFilter } from '../domain/event-filter';
import type { EventLog } from '../domain/event-log';

/** A page of large events ends early, and the next one goes on from there. */
const PAGE_BYTES_MAX = 4 * 1024 * 1024;

/** Reads one page; `next` is the position to read the next one after, undefined at the head. */
export async function readPage(
  log: EventLog,
  range: { after: number; limit: number; filter: EventFilter | undefined },
): Promise<{ records: EventRecord[]; next: number | undefined }> {
  const { limit, filter } = range;
  const records: EventRecord[] = [];
  let { after } = range;
  let bytes = 0;
  while (records.length < limit && bytes < PAGE_BYTES_MAX && after < log.head) {
    const block = (await log.readBlock(after)) as EventBlock;
    let through = block.last;
    for (const record of filter?.select(block) ?? block.records) {
      if (records.length === limit || bytes >= PAGE_BYTES_MAX) {
        through = record.position - 1;
        break;
      }
      records.push(record);
      bytes += record.bytes.length;
    }
    after = through;
    await nextTurn();
  }
  return { records, next: after < log.head ? after : undefined };
}
