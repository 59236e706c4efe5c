import assert from 'node:assert/strict';
import { verifyLog } from '../../event-bus/src/maintenance/verify-log';
import { BusProcess, type LogEntry, type LogFiles } from '../harness/bus-process';
import { BusLoad } from './bus-load';
import { checkDamagedLog } from './disk/check-damaged-log';
import type { Drill, DrillOptions, Fault } from './fault';
import { SeededRandom } from './seeded-random';
import { CLEAN, type Tally } from './tally';

const EVENTS = 1_200;

/** One bit of a stopped bus's files flips. */
export const bitFlip: Fault = {
  name: 'bit-flip',
  what: 'a flipped bit in a file of the log',
  holds: 'it is found and its place named, and nothing wrong is served',
  counts: { short: 100, long: 1_000 },
  open: async (options = {}) => {
    return new BitFlipDrill(options, await writeLog());
  },
};

interface Written {
  readonly log: readonly LogEntry[];
  readonly files: LogFiles;
}

class BitFlipDrill implements Drill {
  readonly #options: DrillOptions;
  readonly #written: Written;

  constructor(options: DrillOptions, written: Written) {
    this.#options = options;
    this.#written = written;
  }

  async round(random: SeededRandom): Promise<Tally> {
    const { files, log } = this.#written;
    // Each file with equal probability.
    const name = random.pick([...files.keys()]);
    const damaged = Buffer.from(files.get(name) as Buffer);
    const at = random.integer(0, damaged.length - 1);
    damaged[at] = (damaged[at] as number) ^ (1 << random.integer(0, 7));
    const bus = await BusProcess.create(this.#options);
    try {
      await bus.place(new Map([...files, [name, damaged]]));
      if (name === 'history') {
        const { findings } = await verifyLog(bus.dataFolder);
        assert(findings.length > 0, 'the damage of an event was not found');
      }
      await checkDamagedLog({ bus, log, random });
      return CLEAN;
    } catch (cause) {
      throw new Error(`Byte ${at} of ${name}: ${(cause as Error).message}`, { cause });
    } finally {
      await bus.remove();
    }
  }

  async close(): Promise<void> {}
}

/** Writes the files of a bus that had followers, a subscription, and some parked events. */
async function writeLog(): Promise<Written> {
  const load = await BusLoad.start({ random: new SeededRandom('bit-flip') });
  try {
    await Promise.all(load.publishers.map((publisher) => publisher.publish(EVENTS / load.publishers.length)));
    await load.settle();
    await load.bus.subscribe('nobody', { url: 'http://127.0.0.1:9/', from: 'now' });
    const log = await load.bus.readLog();
    await load.bus.end('SIGTERM');
    return { log, files: await load.bus.files() };
  } finally {
    await load.stop();
  }
}
