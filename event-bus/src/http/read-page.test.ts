import { ByteBudget } from '@blog/service-kit';
import { EventBlock } from '../domain/event-block';
import { eventFilter } from '../domain/event-filter';
import type { EventLog } from '../domain/event-log';
import { ScanTurns } from '../domain/scan-turns';
import { readPage } from './read-page';

const MIB = 1024 * 1024;

/** A log of large events, each a block of its own; the last one has a type of its own. */
function logOf(count: number, bytes: number) {
  const readBlock = jest.fn(async (after: number) => {
    const position = after + 1;
    const type = position === count ? 'Last' : 'Other';
    const event = { position, type, data: 'x'.repeat(bytes) };
    return new EventBlock({
      first: position,
      last: position,
      lines: Buffer.from(`${JSON.stringify(event)}\n`),
    });
  });
  return { head: count, readBlock } as unknown as EventLog & { readBlock: typeof readBlock };
}

describe('readPage', () => {
  const budget = new ByteBudget(64 * MIB);
  const read = (
    log: EventLog,
    range: { after?: number; limit?: number; type?: string },
    options: { budget?: ByteBudget; signal?: AbortSignal } = {},
  ) => {
    const { after = 0, limit = 1_000, type } = range;
    const filter = eventFilter({ types: type === undefined ? undefined : [type] });
    const from = options.budget ?? budget;
    const { signal = new AbortController().signal } = options;
    const turns = new ScanTurns();
    return readPage(log, { after, limit, filter }, { turns, budget: from, lease: from.take(0), signal });
  };
  const eventsOf = ({ json }: { json: readonly Buffer[] }) => JSON.parse(Buffer.concat(json).toString());

  it('ends after a bounded scan, even with nothing found, and the next ones lead to what is wanted', async () => {
    const log = logOf(40, MIB);
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
    const log = logOf(1_000, 10);
    log.readBlock.mockImplementationOnce(async (after) => {
      gone.abort();
      return (await logOf(1_000, 10).readBlock(after)) as EventBlock;
    });
    await read(log, { type: 'Last' }, { signal: gone.signal });
    expect(log.readBlock).toHaveBeenCalledTimes(1);
  });

  it('is shorter when room is short, and refused when there is none', async () => {
    const small = new ByteBudget(MIB);
    const page = await read(logOf(10, 300_000), {}, { budget: small });
    expect(eventsOf(page)).toHaveLength(3);
    expect(page.next).toBe(3);
    await expect(read(logOf(10, 300_000), {}, { budget: small })).rejects.toMatchObject({
      code: 'service.overloaded',
    });
  });

  it('is full at 4 MiB', async () => {
    const page = await read(logOf(10, MIB), {});
    expect([eventsOf(page).length, page.next]).toEqual([4, 4]);
  });
});
