import type { Sample } from '../event-system';
import type { Surroundings } from './workload';

const BATCH = 500;
const SINGLES_IN_FLIGHT = 64;

/** Publishes `count` events, in order if in batches; resolves with their ids, or only those of `types`. */
export async function fillSystem(
  { system, history }: Surroundings,
  count: number,
  options: { singly?: boolean; inFlight?: number; types?: ReadonlySet<string> | undefined } = {},
): Promise<string[]> {
  const { singly = false, inFlight = SINGLES_IN_FLIGHT, types } = options;
  const ids: string[] = [];
  let published = 0;
  const note = (samples: readonly Sample[]) => {
    published += samples.length;
    for (const { id, type } of samples) if (types?.has(type) ?? true) ids.push(id);
  };
  if (system.publishBatch !== undefined && !singly) {
    while (published < count) {
      const samples = history.takeSamples(Math.min(BATCH, count - published));
      note(samples);
      await system.publishBatch(samples);
    }
    return ids;
  }
  const lane = async () => {
    while (published < count) {
      const [sample] = history.takeSamples(1) as [Sample];
      note([sample]);
      await system.publish(sample);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return ids;
}
