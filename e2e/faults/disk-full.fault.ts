import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../service-kit/test/eventually';
import { BusProcess } from '../harness/bus-process';
import { BusLoad } from './bus-load';
import { SmallDisk } from './disk/small-disk';
import type { DrillOptions, Fault } from './fault';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const KIB = 1024;

/** Another program fills the bus's disk, a small one in memory, and later frees the space. */
export const diskFull: Fault = {
  name: 'disk-full',
  what: 'the disk is full',
  holds: 'publishing answers 507, reads go on, and writes resume when there is room',
  counts: { short: 1, long: 20 },
  needs: ['mount'],
  open: async (options = {}) => ({
    async round(random) {
      const disk = SmallDisk.mount(await mkdtemp(join(tmpdir(), 'small-disk-')));
      try {
        return await fillUp({ ...options, disk }, random);
      } finally {
        disk.unmount();
        await rm(disk.folder, { recursive: true });
      }
    },
    close: async () => {},
  }),
};

async function fillUp(options: DrillOptions & { disk: SmallDisk }, random: SeededRandom): Promise<Tally> {
  const { disk, ...others } = options;
  const bus = await BusProcess.create({ ...others, dataFolder: join(disk.folder, 'data') });
  try {
    await bus.start();
    return await fillUpUnderLoad({ disk, bus, random });
  } finally {
    await bus.remove();
  }
}

async function fillUpUnderLoad(options: {
  disk: SmallDisk;
  bus: BusProcess;
  random: SeededRandom;
}): Promise<Tally> {
  const { disk, bus, random } = options;
  const load = await BusLoad.on(bus, random);
  try {
    load.resume();
    await load.moves();
    await disk.fill(random.integer(0, 100) * KIB);
    await Promise.all(load.publishers.map(({ refusals }) => isAnswered507(refusals, bus)));
    // Stored events are served while nothing can be written.
    await bus.readLog();
    await disk.clear();
    await load.moves();
    const others = load.publishers
      .flatMap(({ refusals }) => [...refusals.keys()])
      .filter((why) => why !== '507');
    if (others.length > 0)
      throw new Error(`Expected no other refusal than 507, got ${[...new Set(others)]}.`);
    return await load.settle();
  } finally {
    await load.disconnect();
  }
}

function isAnswered507(refusals: ReadonlyMap<string, number>, bus: BusProcess): Promise<void> {
  return eventually(
    () => {
      if ((refusals.get('507') ?? 0) === 0) throw new Error(`Expected 507, got ${[...refusals]}: ${bus.log}`);
    },
    { withinMs: 30_000 },
  );
}
