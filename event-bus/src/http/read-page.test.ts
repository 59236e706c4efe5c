import { EventFilter, type EventLog, type ScanRange } from '@blog/event-log';
import { MemoryEventLog } from '@blog/event-log/memory';
import { ByteBudget } from '@blog/service-kit';
import { newEvent } from '../../../event-log/test/new-event';
import { ScanTurns } from '../domain/scan-turns';
import { readPage } from './read-page';

const MIB = 1024 * 1024;
/** More than lies together in a piece. */
const LARGE = 70_000;

/** A log of large events, each a piece of its own; the last one has a type of its own. */
async function logOf(count: number, bytes: number): Promise<MemoryEventLog> {
  const log = new MemoryEventLog();
  for (let position = 1; position <= count; position += 1) {
    const type = position === count ? 'Last' : 'Other';
    await log.append([newEvent({ type, data: 'x'.repeat(bytes) })]);
  }
  return log;
}

describe('readPage', () => {
  const budget = new ByteBudget(64 * MIB);
  const read = (
    log: EventLog,
    range: { after?: number; limit?: number; type?: string },
    options: { budget?: ByteBudget; signal?: AbortSignal } = {},
  ) => {
    const { after = 0, limit = 1_000, type } = range;
    const filter = EventFilter.of({ types: type === undefined ? undefined : [type] });
    const from = options.budget ?? budget;
    const { signal = new AbortController().signal } = options;
    const turns = new ScanTurns();
    return readPage(log, { after, limit, filter }, { turns, budget: from, lease: from.take(0), signal });
  };
  const eventsOf = ({ json }: { json: readonly Buffer[] }) => JSON.parse(Buffer.concat(json).toString());

  it('ends after a bounded scan, even with nothing found, and the next ones lead to what is wanted', async () => {
    const log = await logOf(40, MIB);
    const found = [];
    let pages = 0;
    for (let after: number | undefined = 0; after !== undefined; pages += 1) {
      const page = await read(log, { after, type: 'Last' });
      found.push(...eventsOf(page));
      after = page.next;
    }
    expect(found).toMatchObject([{ position: 40, type: 'Last' }]);
    expect(pages).toBe(3);
  });

  it('ends when its client is gone', async () => {
    const gone = new AbortController();
    const log = await logOf(10, LARGE);
    const { head } = log;
    const scan = jest.fn((range: ScanRange) => {
      gone.abort();
      return log.scan(range);
    });
    await read({ head, scan } as Partial<EventLog> as EventLog, { type: 'Last' }, { signal: gone.signal });
    expect(scan).toHaveBeenCalledTimes(1);
  });

  it('is shorter when room is short, and refused when there is none', async () => {
    const small = new ByteBudget(MIB);
    const page = await read(await logOf(10, 300_000), {}, { budget: small });
    expect(eventsOf(page)).toHaveLength(3);
    expect(page.next).toBe(3);
    await expect(read(await logOf(10, 300_000), {}, { budget: small })).rejects.toMatchObject({
      code: 'service.overloaded',
    });
  });

  it('is full at 4 MiB', async () => {
    const page = await read(await logOf(10, MIB), {});
    expect([eventsOf(page).length, page.next]).toEqual([4, 4]);
  });
});
