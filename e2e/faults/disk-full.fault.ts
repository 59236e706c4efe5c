import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../service-kit/test/eventually';
import { BusProcess } from '../harness/bus-process';
import { BusLoad } from './bus-load';
import type { DrillOptions, Fault } from './fault';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

const DISK_OPTIONS = 'size=48m,mode=0700';
const KIB = 1024;

/** The bus's disk, a small one in memory, is filled up by somebody else, and later has room again. */
export const diskFull: Fault = {
  name: 'disk-full',
  what: 'the disk is full',
  holds: 'publishing answers 507, reads go on, and writes resume when there is room',
  counts: { short: 1, long: 20 },
  needs: ['mount'],
  open: async (options = {}) => ({
    round: (random) => onSmallDisk((disk) => fillUp({ ...options, disk }, random)),
    close: async () => {},
  }),
};

async function onSmallDisk<Result>(work: (disk: string) => Promise<Result>): Promise<Result> {
  const disk = await mkdtemp(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', DISK_OPTIONS, 'tmpfs', disk]);
    try {
      return await work(disk);
    } finally {
      execFileSync('umount', ['--lazy', disk]);
    }
  } finally {
    await rm(disk, { recursive: true });
  }
}

async function fillUp(options: DrillOptions & { disk: string }, random: SeededRandom): Promise<Tally> {
  const { disk, ...others } = options;
  const bus = await BusProcess.create({ ...others, dataFolder: join(disk, 'data') });
  try {
    await bus.start();
    return await fillUpUnderLoad({ disk, bus, random });
  } finally {
    await bus.remove();
  }
}

async function fillUpUnderLoad(options: {
  disk: string;
  bus: BusProcess;
  random: SeededRandom;
}): Promise<Tally> {
  const { disk, bus, random } = options;
  const load = await BusLoad.on(bus, random);
  try {
    load.resume();
    await load.moves();
    const filler = join(disk, 'filler');
    await fill(disk, filler, random.integer(0, 100) * KIB);
    await Promise.all(load.publishers.map(({ refusals }) => isAnswered507(refusals, bus)));
    // What is there is served while nothing can be written.
    await bus.readLog();
    await rm(filler);
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

/** Leaves so many bytes free, or none if the bus was faster. */
async function fill(disk: string, filler: string, leftBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(filler, Buffer.alloc(bavail * bsize - leftBytes)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC') throw error;
  });
}

function isAnswered507(refusals: ReadonlyMap<string, number>, bus: BusProcess): Promise<void> {
  return eventually(
    () => {
      if ((refusals.get('507') ?? 0) === 0) throw new Error(`Expected 507, got ${[...refusals]}: ${bus.log}`);
    },
    { withinMs: 30_000 },
  );
}
