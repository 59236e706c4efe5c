import { DiskDrill } from './disk/disk-drill';
import type { Operation } from './disk/disk-recording';
import type { Fault } from './fault';
import type { SeededRandom } from './seeded-random';

/** Between the start of a write and the sync that would have covered it. */
function chooseCut(operations: readonly Operation[], random: SeededRandom): number {
  const written = operations.flatMap(({ kind }, index) => (kind === 'write' ? [index + 1] : []));
  return random.pick(written);
}

/** The power fails in the middle of a commit. */
export const tornWrite: Fault = {
  name: 'torn-write',
  what: 'torn last write',
  holds: 'the bus opens at the last commit',
  counts: { short: 20, long: 200 },
  needs: ['strace'],
  open: async (options = {}) => new DiskDrill(options, chooseCut),
};
