import fc from 'fast-check';
import { Patience } from './patience';
import type { Step } from './step';

/** Number of runs and their seed. `path` and `replayPath` repeat a case from a report. */
export interface ModelRuns {
  readonly runs: number;
  readonly seed: number;
  readonly path?: string;
  readonly replayPath?: string;
}

/** A model and the real system, both empty. */
export interface Pair<Model extends object, Real> {
  readonly model: Model;
  readonly real: Real;
  /** Checks what must hold at the end of every run. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

type Arbitrary<Model extends object, Real> = fc.Arbitrary<Step<Model, Real>>;

/**
 * Runs random commands on a model and on the real system, each run on a fresh pair, after the cases that failed before.
 * @throws Error  fast-check's report, with the smallest failing case, its seed and its path
 */
export async function checkModel<Model extends object, Real>(
  { runs, seed, path, replayPath }: ModelRuns,
  options: {
    commands: readonly Arbitrary<Model, Real>[];
    open(patience: Patience): Promise<Pair<Model, Real>>;
    failedBefore: readonly (readonly Step<Model, Real>[])[];
  },
): Promise<void> {
  const patience = new Patience();
  const run = async (steps: Iterable<fc.AsyncCommand<Model, Real>>) => {
    const pair = await options.open(patience);
    try {
      await fc.asyncModelRun(() => pair, steps);
      await pair.finish();
    } catch (error) {
      patience.failed();
      throw error;
    } finally {
      await pair.close();
    }
  };
  for (const steps of options.failedBefore) {
    await run(steps).catch((cause: Error) => {
      throw new Error(`What failed before fails again: ${steps.join(', ')}: ${cause.message}`, { cause });
    });
  }
  const some = fc.commands([...options.commands], {
    maxCommands: 16,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  });
  await fc.assert(fc.asyncProperty(some, run), {
    numRuns: runs,
    seed,
    ...(path !== undefined && { path }),
    includeErrorInReport: true,
  });
}
