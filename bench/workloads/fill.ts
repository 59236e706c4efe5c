import { fillSystem } from './fill-system';
import { verifyStored } from './verify-stored';
import type { SettingsOf, Surroundings, Workload } from './workload';

/** Publishes a history, one event per request; its disk usage is measured once the server has stopped. */
export async function openFill(surroundings: Surroundings, settings: SettingsOf<'fill'>): Promise<Workload> {
  const { events, inFlight } = settings;
  const ids: string[] = [];
  return {
    async round() {
      const start = performance.now();
      const filled = await fillSystem(surroundings, events, { singly: true, inFlight });
      for (const id of filled) ids.push(id);
      return { perSecond: (events / (performance.now() - start)) * 1000 };
    },
    verify: () => verifyStored(surroundings.system, ids),
    close: async () => {},
  };
}
