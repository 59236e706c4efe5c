import type { Drill, DrillOptions, Fault } from './fault';
import { SeededRandom } from './seeded-random';
import { describeTally, isClean, sumTallies, type Tally } from './tally';

/** A failed round; the message says what was found and how to repeat it. */
export class FaultFound extends Error {
  override readonly name = 'FaultFound';
  /** The counts; undefined if something else was wrong. */
  readonly tally: Tally | undefined;
  readonly round: number;

  constructor(message: string, options: { round: number; cause?: unknown; tally?: Tally }) {
    super(message, { cause: options.cause });
    this.tally = options.tally;
    this.round = options.round;
  }
}

export const roundsOf = (fault: Fault, count: number) => Math.ceil(count / (fault.perRound ?? 1));

/** The seed of a run: `SEED`, or a new one. */
export function runSeed(): string {
  return process.env.SEED ?? Math.random().toString(36).slice(2, 8);
}

/**
 * Runs rounds `from` to `through`, counted from 1, each with a seed derived from the run's seed, the fault and the round. Stops
 * early, between two rounds, when `enough` returns true. Resolves with the last round run.
 * @throws FaultFound  at the first failed round, or for the last one if the drill could not be closed
 */
export async function runFault(
  fault: Fault,
  run: {
    seed: string;
    from?: number;
    through: number;
    drill?: DrillOptions;
    enough?: (round: number) => boolean;
  },
): Promise<{ round: number; tally: Tally }> {
  const { seed, from = 1, through, enough } = run;
  const drill = await fault.open(run.drill);
  const tallies: Tally[] = [];
  let round = from - 1;
  try {
    while (round < through && !enough?.(round)) {
      round += 1;
      tallies.push(await runRound({ fault, drill, seed, round }));
    }
  } catch (error) {
    // The failed round matters more than a failure to close because of it.
    await drill.close().catch(() => {});
    throw error;
  }
  try {
    await drill.close();
  } catch (cause) {
    const message = `${describeRound({ fault, seed, round })}, on closing: ${messageOf(cause)}`;
    throw new FaultFound(message, { round, cause });
  }
  return { round, tally: sumTallies(tallies) };
}

async function runRound(options: {
  fault: Fault;
  drill: Drill;
  seed: string;
  round: number;
}): Promise<Tally> {
  const { fault, drill, seed, round } = options;
  const where = describeRound({ fault, seed, round });
  let tally: Tally;
  try {
    tally = await drill.round(new SeededRandom(`${seed}/${fault.name}/${round}`), round);
  } catch (cause) {
    throw new FaultFound(`${where}: ${messageOf(cause)}`, { round, cause });
  }
  if (!isClean(tally)) throw new FaultFound(`${where}: ${describeTally(tally)}`, { round, tally });
  return tally;
}

function describeRound({ fault, seed, round }: { fault: Fault; seed: string; round: number }): string {
  const again = `SEED=${seed} npm run test:long -- ${fault.name} --round ${round}`;
  return `${fault.what}, round ${round} (again: ${again})`;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
