import type { Surroundings } from './workload';

const BATCH = 500;
const SINGLES_IN_FLIGHT = 64;

/** Publishes `count` events, in order if in batches, and resolves with their ids. */
export async function fillSystem(
  { system, history }: Surroundings,
  count: number,
  options: { singly?: boolean; inFlight?: number } = {},
): Promise<string[]> {
  const { singly = false, inFlight = SINGLES_IN_FLIGHT } = options;
  const ids: string[] = [];
  if (system.publishBatch !== undefined && !singly) {
    while (ids.length < count) {
      const samples = history.takeSamples(Math.min(BATCH, count - ids.length));
      await system.publishBatch(samples);
      ids.push(...samples.map(({ id }) => id));
    }
    return ids;
  }
  const lane = async () => {
    while (ids.length < count) {
      const [sample] = history.takeSamples(1) as [{ id: string; json: string }];
      ids.push(sample.id);
      await system.publish(sample);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return ids;
}
