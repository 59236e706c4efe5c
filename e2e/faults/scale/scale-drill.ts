import { setTimeout as delay } from 'node:timers/promises';
import { ReplicatedBus } from '../../harness/replicated-bus';
import { BusLoad } from '../bus-load';
import type { Drill, Fault } from '../fault';
import { renewedDrill } from '../renewed-drill';
import type { SeededRandom } from '../seeded-random';

export type ReplicatedLoad = BusLoad<ReplicatedBus>;

const LOAD_MS_MAX = 150;

/** A fault of a bus with three replicas on three nats-servers, under load for as long as the fault lasts. */
export function scaleFault(
  fault: Omit<Fault, 'open' | 'needs'> & {
    /** Whether servers can be cut off from one another, and replicas from servers. */
    readonly isCuttable?: boolean;
    /** A file that every replica loads first. */
    readonly preload?: string;
    /** Causes the fault; resolves once everything runs again. */
    cause(load: ReplicatedLoad, random: SeededRandom, round: number): Promise<void>;
  },
): Fault {
  const { cause, isCuttable = false, preload, ...described } = fault;
  return {
    ...described,
    needs: ['posix', 'nats-server'],
    open: (options) => openDrill(cause, { isCuttable, preload, ...options }),
  };
}

async function openDrill(
  cause: (load: ReplicatedLoad, random: SeededRandom, round: number) => Promise<void>,
  options: { readonly isCuttable: boolean; readonly preload?: string | undefined },
): Promise<Drill> {
  return renewedDrill({
    every: 20,
    open: async (random) => BusLoad.on(await ReplicatedBus.start(options), random),
    round: async (load, random, round) => {
      load.resume();
      await load.moves();
      await delay(random.fraction() * LOAD_MS_MAX);
      await cause(load, random, round);
      await load.moves();
      return load.settle();
    },
    close: (load) => load.stop(),
  });
}
