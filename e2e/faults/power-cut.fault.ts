import { DiskDrill } from './disk/disk-drill';
import type { Operation } from './disk/disk-recording';
import type { Fault } from './fault';
import type { SeededRandom } from './seeded-random';

/** With equal probability anywhere, or right after an event was announced: there a missing fsync would show. */
function chooseCut(operations: readonly Operation[], random: SeededRandom): number {
  const told = operations.flatMap(({ kind }, index) => (kind === 'told' ? [index + 1] : []));
  return random.chance(0.5) ? random.pick(told) : random.integer(1, operations.length);
}

/** The power fails: what was written and not yet synced is lost, in part, or torn. */
export const powerCut: Fault = {
  name: 'power-cut',
  what: 'power cut: writes since the last fsync are lost',
  holds: 'nothing that was acknowledged or delivered is lost',
  counts: { short: 10, long: 500 },
  needs: ['strace'],
  open: async (options = {}) => new DiskDrill(options, chooseCut),
};
