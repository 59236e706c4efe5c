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
  /** Another program than `load-process.ts`, with adapters of its own. */
  readonly loadProgram?: string;
  /** Told of each step, for a line of progress. */
  readonly onStep?: (step: string) => void;
  readonly signal?: AbortSignal;
}

export type MeasurementResult = Readonly<Partial<Record<ContestantName, ContestantResult>>>;

/**
 * Measures contestants in turn, round by round, each on a server that was empty. Their order is another in each round.
 * @throws Error  a contestant lost an event, or has one twice; or `signal` is aborted
 */
export async function runMeasurement(
  measurement: Measurement,
  run: { names: readonly ContestantName[]; size: EventSize; settings: RunSettings },
): Promise<MeasurementResult> {
  const { names, size, settings } = run;
  const { onStep = () => {}, seed, loadProgram, signal } = settings;
  onStep('starting');
  const opened = await Promise.allSettled(
    names.map((name) => Lane.open(name, { measurement, size, seed, loadProgram, signal })),
  );
  // Those that did start are stopped also when another did not.
  const lanes = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  try {
    if (failed.length > 0) throw failed[0];
    await runRounds(lanes, { measurement, settings });
    onStep('verifying');
    const results: Partial<Record<ContestantName, ContestantResult>> = {};
    for (const lane of lanes) results[lane.name] = await lane.finish();
    return results;
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
}

async function runRounds(
  lanes: readonly Lane[],
  { measurement, settings }: { measurement: Measurement; settings: RunSettings },
): Promise<void> {
  const { onStep = () => {}, signal } = settings;
  // What cannot be done again is not warmed up for.
  const { rounds, warmUps } = measurement.rounds ? { rounds: measurement.rounds, warmUps: 0 } : settings;
  for (let round = 1 - warmUps; round <= rounds; round += 1) {
    onStep(round < 1 ? 'warming up' : `round ${round} of ${rounds}`);
    const first = (round + warmUps) % lanes.length;
    for (const lane of [...lanes.slice(first), ...lanes.slice(0, first)]) {
      signal?.throwIfAborted();
      await syncDisks();
      await lane.round(settings.roundMs, { isCounted: round >= 1 });
    }
  }
}
