import { EventBlock } from './event-block';
import type { EventLog } from './event-log';
import { LagClock } from './lag';

/** A log whose events were stored one second apart from the epoch on; it tells what is read. */
const logOf = (head: number, read: number[]) =>
  ({
    head,
    readBlock: async (after) => {
      read.push(after + 1);
      if (after === 6) throw new Error('damaged');
      const storedtime = new Date((after + 1) * 1000).toISOString();
      const lines = Buffer.from(`${JSON.stringify({ storedtime })}\n`);
      return new EventBlock({ first: after + 1, last: after + 1, lines });
    },
  }) as Pick<EventLog, 'head' | 'readBlock'> as EventLog;

describe('LagClock', () => {
  it('tells how many events a subscriber lacks, and how old the first of them is', async () => {
    const lags = new LagClock(logOf(9, []));
    const lagAfter = (position: number) => lags.lagAfter(position, 60_000);
    expect(await lagAfter(4)).toEqual({ events: 5, ageMs: 55_000 });
    expect(await lagAfter(9)).toEqual({ events: 0, ageMs: 0 });
    expect(await lagAfter(10)).toEqual({ events: 0, ageMs: 0 });
    expect(await lagAfter(6)).toEqual({ events: 3, ageMs: null });
  });

  it('reads an event once, however often it is asked', async () => {
    const read: number[] = [];
    const lags = new LagClock(logOf(9, read));
    for (const position of [4, 2, 4, 2, 4]) await lags.lagAfter(position, 60_000);
    expect(read).toEqual([5, 3]);
  });
});
