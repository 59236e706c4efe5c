import { median } from '../statistics';

const TIMES = 30;

/** Does work again and again, one after another; resolves with the median of the milliseconds it took. */
export async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  while (times.length < TIMES) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}
