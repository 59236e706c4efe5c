import type { ContestantName } from '../contestants';
import { Lane } from '../lane';
import { runLanes } from '../run-measurement';
import { median, medianRatio } from '../statistics';
import type { WorkloadSettings } from '../workloads/workload';
import type { GrowingLog } from './growing-log';
import type { Figures } from './measure-log';

/** Every kind of publishing, by its name in the table. */
export const PUBLISHING: Readonly<Record<string, WorkloadSettings>> = {
  'publish, 1 in flight': { kind: 'publish', inFlight: 1, as: 'text' },
  'publish, 64 in flight': { kind: 'publish', inFlight: 64, as: 'text' },
  'publish, batches of 500': { kind: 'publish-batches', batch: 500 },
};

/** How publishing is measured. */
export interface RoundSettings {
  readonly seed: string;
  readonly publishing: Readonly<Record<string, WorkloadSettings>>;
  readonly rounds: number;
  readonly roundMs: number;
}

/**
 * Measures publishing to copies of stopped logs, so that each kind starts at exactly their length, and to an empty log of each
 * system: in turns, round by round. Resolves with the figures of each log, in order: events per second, and the median ratio to
 * the empty log's in each round.
 */
export async function measurePublishing(
  logs: readonly GrowingLog[],
  options: RoundSettings & { signal: AbortSignal },
): Promise<Figures[]> {
  const figures: Record<string, number>[] = logs.map(() => ({}));
  for (const [what, workload] of Object.entries(options.publishing)) {
    const { signal, rounds, roundMs } = options;
    // Different events from those in the log.
    const seed = `${options.seed} ${what}`;
    const open = (name: ContestantName, copyOf?: string) => () =>
      Lane.open(name, { measurement: { workload }, size: 'blog', seed, copyOf, signal });
    const lanes = logs.flatMap(({ name, folder }) => [
      [name, open(name, folder)] as const,
      [`${name}, empty`, open(name)] as const,
    ]);
    const results = await runLanes(Object.fromEntries(lanes), { rounds, roundMs, warmUps: 1, signal });
    const rates = (lane: string) => results[lane]?.rounds.map(({ perSecond }) => perSecond) ?? [];
    for (const [index, { name }] of logs.entries()) {
      const of = figures[index] as Record<string, number>;
      of[what] = median(rates(name));
      of[`${what} ÷ an empty log`] = medianRatio(rates(name), rates(`${name}, empty`));
    }
  }
  return figures;
}
