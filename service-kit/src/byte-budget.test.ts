import { ByteBudget } from './byte-budget';

const KIB = 1024;

describe('ByteBudget', () => {
  let nowMs: number;
  let budget: ByteBudget;
  beforeEach(() => {
    nowMs = 0;
    budget = new ByteBudget(800 * KIB, () => nowMs);
  });

  /** Somebody who holds bytes, and can be made to give way. */
  const hold = (bytes: number, moved = () => 0) => {
    const giveWay = jest.fn();
    const lease = budget.take(bytes, { movedBytes: moved, giveWay });
    return { lease, giveWay };
  };

  it('gives no more than there is, and all again once it was given back', () => {
    const lease = budget.take(600 * KIB);
    expect(lease.grow(100 * KIB)).toBe(true);
    expect(budget.usedBytes).toBe(700 * KIB);
    expect(lease.grow(KIB)).toBe(false);
    expect(budget.tryTake(100 * KIB)).toBeUndefined();
    expect(() => budget.take(100 * KIB)).toThrow(expect.objectContaining({ code: 'service.overloaded' }));
    lease.release();
    lease.release();
    expect(budget.usedBytes).toBe(0);
    expect(lease.grow(1)).toBe(false);
  });

  it('keeps an eighth for what is small', () => {
    budget.take(700 * KIB);
    expect(budget.tryTake(17 * KIB)).toBeUndefined();
    for (let n = 0; n < 6; n += 1) expect(budget.tryTake(16 * KIB)).toBeDefined();
    expect(budget.tryTake(16 * KIB)).toBeUndefined();
  });

  it('makes the latest holder give way when there is no room, and nobody who is in time', () => {
    const slow = hold(300 * KIB);
    nowMs = 500;
    const slower = hold(300 * KIB);
    expect(budget.tryTake(200 * KIB)).toBeUndefined();
    nowMs = 1_400;
    expect(budget.tryTake(200 * KIB)).toBeDefined();
    expect(slow.giveWay).toHaveBeenCalledTimes(1);
    expect(slower.giveWay).not.toHaveBeenCalled();
    expect(budget.usedBytes).toBe(500 * KIB);
    slow.lease.release();
    expect(budget.usedBytes).toBe(500 * KIB);
  });

  it('takes one that moves on for in time, however long it has been there', () => {
    const moving = hold(300 * KIB, () => nowMs * 256);
    const trickling = hold(300 * KIB, () => nowMs);
    const kept = hold(50 * KIB);
    kept.lease.keep();
    nowMs = 10_000;
    expect(budget.tryTake(200 * KIB)).toBeDefined();
    expect(trickling.giveWay).toHaveBeenCalled();
    expect(moving.giveWay).not.toHaveBeenCalled();
    expect(kept.giveWay).not.toHaveBeenCalled();
  });

  it('gives room in the order of those who wait for it, before anybody who comes later', async () => {
    const { signal } = new AbortController();
    const lease = budget.take(600 * KIB);
    const order: number[] = [];
    const waiting = [300, 100].map(async (kib, index) => {
      await budget.takeWhenFree(kib * KIB, signal);
      order.push(index);
    });
    expect(budget.tryTake(50 * KIB)).toBeUndefined();
    lease.release();
    await Promise.all(waiting);
    expect(order).toEqual([0, 1]);
    expect(budget.usedBytes).toBe(400 * KIB);
  });

  it('lets go of one that no longer waits, and of those behind it that have room', async () => {
    budget.take(600 * KIB);
    const leaving = new AbortController();
    const first = budget.takeWhenFree(300 * KIB, leaving.signal);
    const second = budget.takeWhenFree(100 * KIB, new AbortController().signal);
    leaving.abort();
    expect(await first).toBeUndefined();
    expect(await second).toBeDefined();
    expect(await budget.takeWhenFree(1, leaving.signal)).toBeUndefined();
  });

  it('keeps half for those who cannot wait, and gives as much as there is to one that asks for more', async () => {
    const { signal } = new AbortController();
    const lease = await budget.takeWhenFree(1e9, signal);
    expect(budget.usedBytes).toBe(400 * KIB);
    const next = budget.takeWhenFree(KIB, signal);
    expect(budget.tryTake(300 * KIB)).toBeDefined();
    lease?.release();
    expect(await next).toBeDefined();
  });

  it('gives room at once to one that would wait, unless others wait already or there is none', async () => {
    const { signal } = new AbortController();
    expect(budget.tryTakePatiently(300 * KIB)).toBeDefined();
    expect(budget.tryTakePatiently(200 * KIB)).toBeUndefined();
    const waiting = budget.takeWhenFree(200 * KIB, signal);
    expect(budget.tryTakePatiently(1)).toBeUndefined();
    expect(budget.usedBytes).toBe(300 * KIB);
    void waiting;
  });

  it('makes no more of those who are late give way than one that waits needs', async () => {
    jest.useFakeTimers();
    const { signal } = new AbortController();
    const giveWays = [jest.fn(), jest.fn()];
    for (const giveWay of giveWays) {
      const patient = await budget.takeWhenFree(200 * KIB, signal);
      patient?.offer({ movedBytes: () => 0, giveWay });
    }
    const waiting = budget.takeWhenFree(200 * KIB, signal);
    nowMs = 1_500;
    jest.advanceTimersByTime(250);
    jest.useRealTimers();
    expect(await waiting).toBeDefined();
    expect(giveWays.map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
  });

  it('makes somebody late give way for one that waits', async () => {
    jest.useFakeTimers();
    const { signal } = new AbortController();
    const giveWay = jest.fn();
    const patient = await budget.takeWhenFree(400 * KIB, signal);
    patient?.offer({ movedBytes: () => 0, giveWay });
    const late = hold(300 * KIB);
    const waiting = budget.takeWhenFree(300 * KIB, signal);
    nowMs = 1_500;
    jest.advanceTimersByTime(250);
    jest.useRealTimers();
    expect(await waiting).toBeDefined();
    expect(giveWay).toHaveBeenCalled();
    expect(late.giveWay).not.toHaveBeenCalled();
  });
});
