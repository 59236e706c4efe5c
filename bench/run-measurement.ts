import type { EventSize } from './blog-history';
import type { ContestantName } from './contestants';
import { syncDisks } from './disk';
import { type ContestantResult, Lane } from './lane';
import type { Measurement } from './plan';

export interface RunSettings {
  readonly seed: string;
  readonly rounds: number;
  readonly warmUps: number;
  readonly roundMs: number;
  /** Replaces `load-process.ts` by a program with other adapters. */
  readonly loadProgram?: string;
  /** Called with each step, to show progress. */
  readonly onStep?: (step: string) => void;
  readonly signal?: AbortSignal;
}

export type MeasurementResult = Readonly<Partial<Record<ContestantName, ContestantResult>>>;

/**
 * Measures contestants in turns, round by round, each on its own server, empty at the start. Their order changes in each round.
 * @throws Error  a contestant lost an event, or has one twice; or `signal` is aborted
 */
export async function runMeasurement(
  measurement: Measurement,
  run: { names: readonly ContestantName[]; size: EventSize; settings: RunSettings },
): Promise<MeasurementResult> {
  const { names, size, settings } = run;
  const { seed, loadProgram, signal } = settings;
  const openers = names.map((name) => {
    const open = () => Lane.open(name, { measurement, size, seed, loadProgram, signal });
    return [name, open] as const;
  });
  // Work that cannot be repeated gets no warm-up.
  const rounds = measurement.rounds === undefined ? {} : { rounds: measurement.rounds, warmUps: 0 };
  return runLanes(Object.fromEntries(openers), { ...settings, ...rounds });
}

/**
 * Runs the rounds of lanes in turns, and verifies each; resolves with the results by name. Closes all lanes at the end.
 * @throws Error  as `runMeasurement`
 */
export async function runLanes<Name extends string>(
  openers: Readonly<Record<Name, () => Promise<Lane>>>,
  settings: Omit<RunSettings, 'seed' | 'loadProgram'>,
): Promise<Record<Name, ContestantResult>> {
  const { onStep = () => {} } = settings;
  onStep('starting');
  const names = Object.keys(openers) as Name[];
  const opened = await Promise.allSettled(names.map((name) => openers[name]()));
  // Stops those that started even if another did not.
  const lanes = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  try {
    if (failed.length > 0) throw failed[0];
    await runRounds(lanes, settings);
    onStep('verifying');
    const results: Partial<Record<Name, ContestantResult>> = {};
    for (const [index, lane] of lanes.entries()) results[names[index] as Name] = await lane.finish();
    return results as Record<Name, ContestantResult>;
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
}

async function runRounds(
  lanes: readonly Lane[],
  { onStep = () => {}, signal, rounds, warmUps, roundMs }: Omit<RunSettings, 'seed'>,
): Promise<void> {
  for (let round = 1 - warmUps; round <= rounds; round += 1) {
    onStep(round < 1 ? 'warming up' : `round ${round} of ${rounds}`);
    const first = (round + warmUps) % lanes.length;
    for (const lane of [...lanes.slice(first), ...lanes.slice(0, first)]) {
      signal?.throwIfAborted();
      await syncDisks();
      await lane.round(roundMs, { isCounted: round >= 1 });
    }
  }
}
