import { BusProcess } from '../harness/bus-process';
import { BusLoad } from './bus-load';
import type { DrillOptions, Fault } from './fault';
import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';
import { within } from './within';

const EXIT_MS_MAX = 30_000;

/** The disk returns EIO when data or the commit itself is synced. */
export const fsyncFails: Fault = {
  name: 'fsync-fails',
  what: 'fsync fails (EIO)',
  holds: 'nothing more is acknowledged, and the process stops',
  counts: { short: 5, long: 50 },
  needs: ['strace'],
  open: async (options = {}) => ({
    round: (random) => failOnce(options, random),
    close: async () => {},
  }),
};

async function failOnce(options: DrillOptions, random: SeededRandom): Promise<Tally> {
  // The journal and the history are written and synced with these calls; LMDB commits with a synchronous write.
  const call = random.pick(['fdatasync', 'pwrite64']);
  // strace counts per thread; the first calls belong to the start.
  const inject = `inject=${call}:error=EIO:when=${random.integer(20, 60)}+`;
  const strace = ['strace', '-D', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
  const bus = await BusProcess.create({ ...options, wrapper: strace });
  try {
    await bus.start();
    return await untilItFails(bus, random);
  } finally {
    await bus.remove();
  }
}

async function untilItFails(bus: BusProcess, random: SeededRandom): Promise<Tally> {
  const load = await BusLoad.on(bus, random);
  try {
    load.resume();
    const { code, signal } = await within(EXIT_MS_MAX, bus.exited, 'the bus to stop').catch(
      (error: Error) => {
        throw new Error(`${error.message}\n${bus.log}`);
      },
    );
    if (signal !== 'SIGKILL') throw new Error(`Expected it to end itself, got ${code ?? signal}: ${bus.log}`);
    if (!bus.log.includes('could not be written to disk'))
      throw new Error(`Expected it to say why it stopped: ${bus.log}`);
    bus.wrapper = [];
    await bus.start();
    await load.moves();
    return await load.settle();
  } finally {
    await load.disconnect();
  }
}
