import { followable } from './followable';
import { verifyStored } from './verify-stored';
import type { SettingsOf, Surroundings, Workload } from './workload';

const BATCH = 500;
/** A system without batches starts with few, since each costs it a request to every follower. */
const SINGLES_FIRST = 10;

/** Publishes at full speed while a number of followers, each with its own connection, get every event. */
export async function openFanOut(
  surroundings: Surroundings,
  { followers }: SettingsOf<'fan-out'>,
): Promise<Workload> {
  const { system, history } = surroundings;
  const { publishBatch } = system;
  const batch = publishBatch === undefined ? 1 : BATCH;
  const ids: string[] = [];
  const all = Array.from({ length: followers }, () => ({ seen: new Set<string>(), next: 0 }));
  let behind = 0;
  let target = 0;
  let wake = () => {};
  const followings = await Promise.all(
    all.map((follower, index) => {
      const isNext = (id: string) =>
        system.isUnordered ? follower.seen.size < follower.seen.add(id).size : ids[follower.next] === id;
      const handle = ({ id }: { id: string }) => {
        if (!isNext(id)) throw new Error(`Follower ${index} got ${id}, expected ${ids[follower.next]}.`);
        follower.next += 1;
        if (follower.next !== target) return;
        behind -= 1;
        if (behind === 0) wake();
      };
      return followable(system).follow({ after: 0, handle });
    }),
  );
  let eventsPerMs = 0;

  return {
    async round(ms) {
      const first = publishBatch === undefined ? SINGLES_FIRST : BATCH;
      const batches = Math.max(1, Math.round(Math.max(first, eventsPerMs * ms) / batch));
      const samples = Array.from({ length: batches }, () => history.takeSamples(batch));
      for (const { id } of samples.flat()) ids.push(id);
      target = ids.length;
      behind = followers;
      global.gc?.();
      const delivered = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const start = performance.now();
      for (const some of samples) {
        if (publishBatch !== undefined) await publishBatch.call(system, some);
        else await system.publish(some[0] as (typeof some)[0]);
      }
      await delivered;
      const tookMs = performance.now() - start;
      eventsPerMs = (batches * batch) / tookMs;
      return { perSecond: eventsPerMs * 1000 * followers };
    },
    verify: () => verifyStored(system, ids),
    close: async () => {
      await Promise.all(followings.map(({ stop }) => stop()));
    },
  };
}
