import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyLog } from '../../event-bus/src/storage/verify-log';
import { compactCopy } from '../../service-kit/test/compact-copy';
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
    return new BitFlipDrill(options, await writeLog());
  },
};

interface Written {
  readonly log: readonly LogEntry[];
  readonly file: Buffer;
  /** The same without pages that are free, where old copies of events are: what it has of an event is what is read. */
  readonly compact: Buffer;
}

class BitFlipDrill implements Drill {
  readonly #options: DrillOptions;
  readonly #written: Written;

  constructor(options: DrillOptions, written: Written) {
    this.#options = options;
    this.#written = written;
  }

  async round(random: SeededRandom): Promise<Tally> {
    const { file, compact, log } = this.#written;
    const isInAnEvent = random.chance(0.5);
    const damaged = Buffer.from(isInAnEvent ? compact : file);
    const at = isInAnEvent ? this.#withinAnEvent(random) : random.integer(0, damaged.length - 1);
    damaged[at] = (damaged[at] as number) ^ (1 << random.integer(0, 7));
    const bus = await BusProcess.create(this.#options);
    try {
      await bus.place(damaged);
      if (isInAnEvent) {
        const { findings } = await verifyLog(bus.dataFolder);
        assert(findings.length > 0, 'the damage of an event was not found');
      }
      await checkDamagedLog({ bus, log, random });
      return CLEAN;
    } catch (cause) {
      throw new Error(
        `Byte ${at} of the ${isInAnEvent ? 'compact copy' : 'file'}: ${(cause as Error).message}`,
        { cause },
      );
    } finally {
      await bus.remove();
    }
  }

  async close(): Promise<void> {}

  #withinAnEvent(random: SeededRandom): number {
    const event = random.pick(this.#written.log);
    // The bus answers with the very text that it stored.
    const text = JSON.stringify(event);
    const start = this.#written.compact.indexOf(text);
    assert(start >= 0, `the compact copy does not have the event at position ${event.position}`);
    return start + random.integer(0, Buffer.byteLength(text) - 1);
  }
}

/** The data file of a bus that had followers, a subscription, and some parked events. */
async function writeLog(): Promise<Written> {
  const load = await BusLoad.start({ random: new SeededRandom('bit-flip') });
  try {
    await Promise.all(load.publishers.map((publisher) => publisher.publish(EVENTS / load.publishers.length)));
    await load.settle();
    await load.bus.subscribe('nobody', { url: 'http://127.0.0.1:9/', from: 'now' });
    const log = await load.bus.readLog();
    await load.bus.end('SIGTERM');
    const path = join(load.bus.dataFolder, 'state.mdb');
    const compactPath = join(load.bus.dataFolder, 'compact.mdb');
    await compactCopy(path, compactPath);
    return { log, file: await readFile(path), compact: await readFile(compactPath) };
  } finally {
    await load.stop();
  }
}
