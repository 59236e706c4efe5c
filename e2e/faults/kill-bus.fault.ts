import { setTimeout as delay } from 'node:timers/promises';
import { BusLoad } from './bus-load';
import type { Drill, DrillOptions, Fault } from './fault';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const LOAD_MS_MAX = 150;
/** The log is read whole after each kill; a new one now and then keeps that from taking over. */
const KILLS_A_LOG = 20;

/** The bus is killed in the middle of a load, again and again, on the same log. */
export const killBus: Fault = {
  name: 'kill-bus',
  what: 'kill -9 of the bus under load',
  holds: 'what was acknowledged is in the log at its position, and readers go on without gap or repeat',
  counts: { short: 10, long: 1_000 },
  open: async (options) => new KillBusDrill(options),
};

class KillBusDrill implements Drill {
  readonly #options: DrillOptions | undefined;
  #load: BusLoad | undefined;
  #kills = 0;

  constructor(options: DrillOptions | undefined) {
    this.#options = options;
  }

  async round(random: SeededRandom): Promise<Tally> {
    if (this.#kills % KILLS_A_LOG === 0) await this.close();
    this.#kills += 1;
    this.#load ??= await BusLoad.start({ ...this.#options, random: random.for('load') });
    const load = this.#load;
    load.resume();
    await load.moves();
    await delay(random.fraction() * LOAD_MS_MAX);
    await load.bus.kill();
    await load.bus.start();
    await load.moves();
    return load.settle();
  }

  async close(): Promise<void> {
    await this.#load?.stop();
    this.#load = undefined;
  }
}
