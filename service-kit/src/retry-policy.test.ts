import fc from 'fast-check';
import { BUS_BACKOFF, backoffDelayMs, pause, retryAfterMs } from './retry-policy';

describe('backoffDelayMs', () => {
  const backoff = { firstMs: 100, maxMs: 1_000 };
  const most = (attempt: number) => backoffDelayMs(attempt, backoff, () => 1);
  const least = (attempt: number) => backoffDelayMs(attempt, backoff, () => 0);

  it('doubles until it reaches its maximum, and stays there', () => {
    expect([1, 2, 3, 4, 5, 6, 1_000_000].map(most)).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000]);
  });

  it('is at least half of that, and random above', () => {
    expect([1, 2, 3, 4, 5].map(least)).toEqual([50, 100, 200, 400, 500]);
    expect(backoffDelayMs(1, backoff, () => 0.5)).toBe(75);
  });

  it('never leaves its bounds, whatever the attempt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (attempt) => {
        const delayMs = backoffDelayMs(attempt, BUS_BACKOFF);
        return delayMs >= BUS_BACKOFF.firstMs / 2 && delayMs <= BUS_BACKOFF.maxMs;
      }),
    );
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-02T03:04:05Z');

  it.each<[unknown, number | undefined]>([
    ['3', 3_000],
    ['0', 0],
    ['Fri, 02 Jan 2026 03:04:15 GMT', 10_000],
    ['Friday, 02-Jan-26 03:04:15 GMT', 10_000],
    ['Fri Jan  2 03:04:15 2026', 10_000],
    ['Fri, 02 Jan 2026 03:04:00 GMT', 0],
    ['Fri, 02 Jan 2026 03:04:15 PST', undefined],
    ['Sun, 31 Feb 2027 00:00:00 GMT', undefined],
    ['Wed, 03 Mar 2027 24:00:00 GMT', undefined],
    ['Mon, 02 Jan 2026 03:04:15 GMT', undefined],
    ['Monday, 02-Jan-26 03:04:15 GMT', undefined],
    ['Mon Jan  2 03:04:15 2026', undefined],
    ['soon', undefined],
    ['in 1 minute', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
    [undefined, undefined],
    [['3'], undefined],
  ])('reads %j as %j', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});

describe('pause', () => {
  it('ends early and without an error when its signal is aborted, before or meanwhile', async () => {
    const controller = new AbortController();
    const waiting = pause(60_000, controller.signal);
    controller.abort();
    await expect(waiting).resolves.toBeUndefined();
    await expect(pause(60_000, controller.signal)).resolves.toBeUndefined();
  });
});
