import type { ScanRange } from '@blog/event-log';
import { MemoryEventLog } from '@blog/event-log/memory';
import { newEvent } from '../../../event-log/test/new-event';
import { LagClock } from './lag';

/** A log that tells what is read; one event of it is damaged. */
class WatchedLog extends MemoryEventLog {
  readonly read: number[] = [];

  override async scan(range: ScanRange) {
    this.read.push(range.after + 1);
    if (range.after === 6) throw new Error('damaged');
    return super.scan(range);
  }
}

/** A log whose events were stored one second apart from the epoch on. */
async function logOf(head: number): Promise<WatchedLog> {
  const log: WatchedLog = new WatchedLog({ now: () => new Date((log.head + 1) * 1000) });
  for (let n = 0; n < head; n += 1) await log.append([newEvent()]);
  return log;
}

describe('LagClock', () => {
  it('tells how many events a subscriber lacks, and how old the first of them is', async () => {
    const lags = new LagClock(await logOf(9));
    const lagAfter = (position: number) => lags.lagAfter(position, 60_000);
    expect(await lagAfter(4)).toEqual({ events: 5, ageMs: 55_000 });
    expect(await lagAfter(9)).toEqual({ events: 0, ageMs: 0 });
    expect(await lagAfter(10)).toEqual({ events: 0, ageMs: 0 });
    expect(await lagAfter(6)).toEqual({ events: 3, ageMs: null });
  });

  it('reads an event once, however often it is asked', async () => {
    const log = await logOf(9);
    const lags = new LagClock(log);
    for (const position of [4, 2, 4, 2, 4]) await lags.lagAfter(position, 60_000);
    expect(log.read).toEqual([5, 3]);
  });
});
