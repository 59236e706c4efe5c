import type { SeededRandom } from './seeded-random';
import type { Tally } from './tally';

/** Programs and rights that a fault needs beyond Node; `scripts/left-out.js` looks for them. */
type Tool = 'posix' | 'linux' | 'strace' | 'mount' | 'nats-server';

/** Options of a drill: `preload` is a file that every service's process loads first (see `sabotage/`). */
export interface DrillOptions {
  readonly preload?: string;
}

/** A fault that can be caused repeatedly, and the promise that must hold regardless. */
export interface Fault {
  /** The name for `npm run test:long -- <name>`. */
  readonly name: string;
  /** What goes wrong. */
  readonly what: string;
  /** What must hold. */
  readonly holds: string;
  /** Number of times it is caused: in `npm run test:all`, and in a long run. */
  readonly counts: { readonly short: number; readonly long: number };
  /** Number of times that one round causes it. 1 by default. */
  readonly perRound?: number;
  readonly needs?: readonly Tool[];
  open(options?: DrillOptions): Promise<Drill>;
}

/** A prepared fault: the processes and files that its rounds share. */
export interface Drill {
  /**
   * Causes the fault and audits the result; rounds count from 1.
   * @throws Error  anything other than L, D or R is wrong, such as a dead process or an unexpected answer
   */
  round(random: SeededRandom, round: number): Promise<Tally>;
  close(): Promise<void>;
}
