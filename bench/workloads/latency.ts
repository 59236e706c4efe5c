import { quantile } from '../statistics';
import { followable } from './followable';
import { verifyStored } from './verify-stored';
import type { SettingsOf, Surroundings, Workload } from './workload';

/**
 * Publishes at a fixed rate regardless of the answers, and measures the time from when an event was due until a handler has it.
 * Publisher and handler share a process, and so a clock.
 */
export async function openLatency(
  surroundings: Surroundings,
  { perSecond }: SettingsOf<'latency'>,
): Promise<Workload> {
  const { system, history } = surroundings;
  const everyMs = 1000 / perSecond;
  const published: string[] = [];
  const dueMs = new Map<string, number>();
  let latencies: number[] = [];
  let handled = () => {};
  const handle = ({ id }: { id: string }) => {
    const due = dueMs.get(id);
    if (due === undefined) throw new Error(`The handler got ${id}, which is not awaited.`);
    dueMs.delete(id);
    latencies.push(performance.now() - due);
    if (dueMs.size === 0) handled();
  };
  const following = await followable(system).follow({ after: 0, handle });

  return {
    async round(ms) {
      const samples = history.takeSamples(Math.max(1, Math.round(ms / everyMs)));
      global.gc?.();
      latencies = [];
      const all = new Promise<void>((resolve) => {
        handled = resolve;
      });
      const start = performance.now() + 1;
      samples.forEach(({ id }, index) => {
        dueMs.set(id, start + index * everyMs);
      });
      const sent: Promise<void>[] = [];
      // No timer: it could be late by up to a millisecond.
      await new Promise<void>((resolve) => {
        const turn = () => {
          const now = performance.now();
          while (sent.length < samples.length && start + sent.length * everyMs <= now) {
            sent.push(system.publish(samples[sent.length] as (typeof samples)[0]));
          }
          if (sent.length < samples.length) setImmediate(turn);
          else resolve();
        };
        turn();
      });
      await Promise.all(sent);
      await all;
      const seconds = (performance.now() - start) / 1000;
      for (const { id } of samples) published.push(id);
      return {
        perSecond: samples.length / seconds,
        p50Ms: quantile(latencies, 0.5),
        p99Ms: quantile(latencies, 0.99),
      };
    },
    verify: () => verifyStored(system, published),
    close: () => following.stop(),
  };
}
