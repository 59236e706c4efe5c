import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BusProcess } from '../../harness/bus-process';
import { auditAgain, auditReader } from '../auditor';
import { BusLoad } from '../bus-load';
import type { Drill, DrillOptions } from '../fault';
import type { SeededRandom } from '../seeded-random';
import { sumTallies, type Tally } from '../tally';
import { cutPower } from './cut-power';
import { type DiskRecording, type Operation, recordDisk } from './disk-recording';

const CUTS_A_RECORDING = 100;
const EVENTS_RECORDED = 300;
const EVENTS_AGAIN = 30;

/**
 * Records the disk operations of a bus under load, cuts the power at a point that `choose` picks, and starts a bus on the
 * remaining files: its log must be a prefix of the recorded one, up to at least the highest announced position.
 */
export class DiskDrill implements Drill {
  readonly #options: DrillOptions;
  readonly #choose: (operations: readonly Operation[], random: SeededRandom) => number;
  #recording: DiskRecording | undefined;
  #cuts = 0;

  constructor(
    options: DrillOptions,
    choose: (operations: readonly Operation[], random: SeededRandom) => number,
  ) {
    this.#options = options;
    this.#choose = choose;
  }

  async round(random: SeededRandom): Promise<Tally> {
    if (this.#cuts % CUTS_A_RECORDING === 0)
      this.#recording = await record(this.#options, random.for('load'));
    this.#cuts += 1;
    const { operations, log } = this.#recording as DiskRecording;
    const { files, toldPosition } = cutPower(operations, this.#choose(operations, random), random);
    const bus = await BusProcess.create();
    try {
      await bus.place(files);
      await bus.start();
      const found = await bus.readLog();
      const again = random.shuffle(found).slice(0, EVENTS_AGAIN);
      return sumTallies([
        auditReader({ reader: 'the log after the cut', seen: found, log, through: toldPosition }),
        auditAgain({ first: again, positions: await bus.publishAgain(again) }),
      ]);
    } finally {
      await bus.remove();
    }
  }

  async close(): Promise<void> {}
}

async function record(options: DrillOptions, random: SeededRandom): Promise<DiskRecording> {
  const folder = await mkdtemp(join(tmpdir(), 'recording-'));
  try {
    return await recordDisk({ folder, preload: options.preload }, async (bus) => {
      const load = await BusLoad.on(bus, random);
      try {
        await Promise.all(load.publishers.map((publisher) => publisher.publish(EVENTS_RECORDED / 6)));
        await load.settle();
      } finally {
        await load.disconnect();
      }
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
