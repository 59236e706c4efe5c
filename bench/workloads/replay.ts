import { fillSystem } from './fill-system';
import { followable } from './followable';
import type { SettingsOf, Surroundings, Workload } from './workload';

/** Reads the whole history from the beginning into a handler, again in each round; every id is compared. */
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
      const start = performance.now();
      let done = () => {};
      let fail = (_error: Error) => {};
      const all = new Promise<void>((resolve, reject) => {
        done = resolve;
        fail = reject;
      });
      const handle = ({ id }: { id: string }) => {
        const isRight = expected === undefined ? known.delete(id) : expected[read] === id;
        if (!isRight) fail(new Error(`Event ${read + 1} of the replay is ${id}, expected ${ids[read]}.`));
        read += 1;
        if (read === events) done();
      };
      const following = await followable(system).follow({ after: 0, handle });
      await all;
      const seconds = (performance.now() - start) / 1000;
      await following.stop();
      verified = read;
      return { perSecond: events / seconds };
    },
    verify: async () => verified,
    close: async () => {},
  };
}
