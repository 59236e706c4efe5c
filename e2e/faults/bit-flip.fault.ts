import { readFile } from 'node:fs/promises';
import { BusProcess, type LogEntry } from '../harness/bus-process';
import { BusLoad } from './bus-load';
import { checkDamagedLog } from './disk/check-damaged-log';
import type { Drill, DrillOptions, Fault } from './fault';
import { SeededRandom } from './seeded-random';
import { CLEAN, type Tally } from './tally';

const EVENTS = 1_200;

/** One bit of a stopped bus's data file turns over: in a stored event, or anywhere. */
export const bitFlip: Fault = {
  name: 'bit-flip',
  what: 'a flipped bit in the data file',
  holds: 'it is found and its place named, and nothing wrong is served',
  counts: { short: 100, long: 1_000 },
  open: async (options = {}) => {
    const { file, log } = await writeLog();
    return new BitFlipDrill(options, file, log);
  },
};

class BitFlipDrill implements Drill {
  readonly #options: DrillOptions;
  readonly #file: Buffer;
  readonly #log: readonly LogEntry[];

  constructor(options: DrillOptions, file: Buffer, log: readonly LogEntry[]) {
    this.#options = options;
    this.#file = file;
    this.#log = log;
  }

  async round(random: SeededRandom): Promise<Tally> {
    const damaged = Buffer.from(this.#file);
    const at = random.chance(0.5) ? this.#withinAnEvent(random) : random.integer(0, damaged.length - 1);
    damaged[at] = (damaged[at] as number) ^ (1 << random.integer(0, 7));
    const bus = await BusProcess.create(this.#options);
    try {
      await bus.place(damaged);
      await checkDamagedLog({ bus, log: this.#log, random });
      return CLEAN;
    } catch (cause) {
      throw new Error(`Byte ${at}: ${(cause as Error).message}`, { cause });
    } finally {
      await bus.remove();
    }
  }

  async close(): Promise<void> {}

  #withinAnEvent(random: SeededRandom): number {
    const { position, storedtime } = random.pick(this.#log);
    const start = this.#file.lastIndexOf(`{"position":${position},"storedtime":"${storedtime}"`);
    return start + random.integer(0, 300);
  }
}

/** The data file of a bus that had followers, a subscription, and some parked events. */
async function writeLog(): Promise<{ file: Buffer; log: LogEntry[] }> {
  const load = await BusLoad.start({ random: new SeededRandom('bit-flip') });
  try {
    await Promise.all(load.publishers.map((publisher) => publisher.publish(EVENTS / load.publishers.length)));
    await load.settle();
    await load.bus.subscribe('nobody', { url: 'http://127.0.0.1:9/', from: 'now' });
    const log = await load.bus.readLog();
    await load.bus.end('SIGTERM');
    return { file: await readFile(`${load.bus.dataFolder}/state.mdb`), log };
  } finally {
    await load.stop();
  }
}
