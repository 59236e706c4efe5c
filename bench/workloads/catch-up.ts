import { fillSystem } from './fill-system';
import { followable } from './followable';
import type { SettingsOf, Surroundings, Workload } from './workload';

/**
 * Follows the whole history, or some types of it, from the beginning to the end in each round; compares every id. The rate
 * counts all events that the follower passed.
 */
export async function openCatchUp(
  surroundings: Surroundings,
  { events, types }: SettingsOf<'catch-up'>,
): Promise<Workload> {
  const ids = await fillSystem(surroundings, events, { types: types && new Set(types) });
  const { follow } = followable(surroundings.system);
  let verified = 0;
  return {
    async round() {
      global.gc?.();
      let read = 0;
      let end = () => {};
      let fail = (_error: Error) => {};
      const ended = new Promise<void>((resolve, reject) => {
        end = resolve;
        fail = reject;
      });
      const reach = (position: number | undefined) => {
        if (position === events) end();
      };
      const start = performance.now();
      const following = await follow({
        after: 0,
        types,
        handle: ({ id, position }) => {
          if (id !== ids[read]) fail(new Error(`Event ${read + 1} is ${id}, expected ${ids[read]}.`));
          read += 1;
          reach(position);
        },
        onCheckpoint: reach,
      });
      await ended;
      const seconds = (performance.now() - start) / 1000;
      await following.stop();
      if (read !== ids.length) throw new Error(`Expected ${ids.length} events, got ${read}.`);
      verified = read;
      return { perSecond: events / seconds };
    },
    verify: async () => verified,
    close: async () => {},
  };
}
