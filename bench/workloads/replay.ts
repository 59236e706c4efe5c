import { fillSystem } from './fill-system';
import { followCount } from './follow-count';
import type { SettingsOf, Surroundings, Workload } from './workload';

/** Reads the whole history into a handler, again in each round; compares every id. */
export async function openReplay(
  surroundings: Surroundings,
  { events }: SettingsOf<'replay'>,
): Promise<Workload> {
  const { system } = surroundings;
  const ids = await fillSystem(surroundings, events);
  const isInOrder = system.publishBatch !== undefined;
  let verified = 0;
  return {
    async round() {
      global.gc?.();
      let read = 0;
      const expected = isInOrder ? ids : undefined;
      const known = new Set(expected === undefined ? ids : []);
      let seconds = 0;
      const start = performance.now();
      const handle = ({ id }: { id: string }) => {
        const isRight = expected === undefined ? known.delete(id) : expected[read] === id;
        if (!isRight) throw new Error(`Event ${read + 1} of the replay is ${id}, expected ${ids[read]}.`);
        read += 1;
        if (read === events) seconds = (performance.now() - start) / 1000;
      };
      await followCount(system, { after: 0, count: events, handle });
      verified = read;
      return { perSecond: events / seconds };
    },
    verify: async () => verified,
    close: async () => {},
  };
}
