import { median } from '../statistics';

const TIMES = 30;

/** Repeats work sequentially; resolves with the median duration in ms. */
export async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  while (times.length < TIMES) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}
