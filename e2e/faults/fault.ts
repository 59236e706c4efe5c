import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

/** Programs and rights that a fault needs beyond Node; `scripts/left-out.js` looks for them. */
type Tool = 'posix' | 'linux' | 'strace' | 'mount' | 'nats-server';

/** What a drill may be told: `preload` is a file that every service's process loads first (see `sabotage/`). */
export interface DrillOptions {
  readonly preload?: string;
}

/** A fault that can be caused again and again, and the promise that holds all the same. */
export interface Fault {
  /** As in `npm run test:long -- <name>`. */
  readonly name: string;
  /** What goes wrong. */
  readonly what: string;
  /** What must hold. */
  readonly holds: string;
  /** How often it is caused: in `npm run test:all`, and in a long run. */
  readonly counts: { readonly short: number; readonly long: number };
  /** How many of them one round causes; 1 unless said. */
  readonly perRound?: number;
  readonly needs?: readonly Tool[];
  open(options?: DrillOptions): Promise<Drill>;
}

/** A fault made ready: the processes and files that its rounds share. */
export interface Drill {
  /**
   * Causes the fault and audits what came of it; the first round is 1.
   * @throws Error  something else than L, D or R is wrong, such as a process that died, or an answer that should not be
   */
  round(random: SeededRandom, round: number): Promise<Tally>;
  close(): Promise<void>;
}
