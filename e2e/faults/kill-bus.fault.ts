import { setTimeout as delay } from 'node:timers/promises';
import { BusLoad } from './bus-load';
import type { Fault } from './fault';
import { renewedDrill } from './renewed-drill';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const LOAD_MS_MAX = 150;

/** The bus is killed repeatedly under load, on the same log. */
export const killBus: Fault = {
  name: 'kill-bus',
  what: 'kill -9 of the bus under load',
  holds: 'what was acknowledged is in the log at its position, and readers go on without gap or repeat',
  counts: { short: 10, long: 1_000 },
  open: async (options = {}) =>
    renewedDrill({
      every: 20,
      open: (random) => BusLoad.start({ ...options, random }),
      round: kill,
      close: (load) => load.stop(),
    }),
};

async function kill(load: BusLoad, random: SeededRandom): Promise<Tally> {
  load.resume();
  await load.moves();
  await delay(random.fraction() * LOAD_MS_MAX);
  await load.bus.kill();
  await load.bus.start();
  await load.moves();
  return load.settle();
}
