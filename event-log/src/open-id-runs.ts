import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@blog/service-kit';
import { IdRun } from './id-run';

/** The folder of the index; it can be rebuilt from the history. */
export const IDS_FOLDER = 'ids';
/** A run is named for its first and last position. */
export const RUN_NAME = /^(\d+)-(\d+)$/;

export interface RunsOptions {
  /** The log's folder. */
  readonly folder: string;
  /** The last position of the history: the index holds none beyond it. */
  readonly through: number;
  /** The hash of the log's event at a position up to `through`. */
  hashAt(position: number): number | Promise<number>;
}

/**
 * Opens the adjacent runs of an index from position 1 on, read-only. A run that is damaged or belongs to another log is
 * skipped, and with it all that follow.
 * @throws  what `hashAt` throws, except `log.corrupt`
 */
export async function openIdRuns({ folder, through, hashAt }: RunsOptions): Promise<IdRun[]> {
  const names = readdirSync(join(folder, IDS_FOLDER)).map((name) => RUN_NAME.exec(name) ?? []);
  const ranges = names.map(([name = '', first, last]) => ({
    name,
    first: Number(first),
    last: Number(last),
  }));
  // Largest first: others were merged into it.
  ranges.sort((a, b) => b.last - a.last);
  const runs: IdRun[] = [];
  try {
    for (let next = 1; ; next = (runs.at(-1)?.last ?? 0) + 1) {
      const fitting = ranges.filter(({ first, last }) => first === next && last <= through);
      let run: IdRun | undefined;
      for (const { name } of fitting) run ??= await openRun(join(folder, IDS_FOLDER, name), hashAt);
      if (run === undefined) return runs;
      runs.push(run);
    }
  } catch (error) {
    for (const run of runs) run.close();
    throw error;
  }
}

async function openRun(path: string, hashAt: RunsOptions['hashAt']): Promise<IdRun | undefined> {
  let run: IdRun;
  try {
    run = new IdRun(path);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
  try {
    if (await leadsTo(run, run.last, hashAt)) return run;
  } catch (error) {
    run.close();
    throw error;
  }
  run.close();
  return undefined;
}

/** Whether a run holds the history's event at a position. */
async function leadsTo(run: IdRun, position: number, hashAt: RunsOptions['hashAt']): Promise<boolean> {
  try {
    const found: number[] = [];
    run.find(await hashAt(position), found);
    return found.includes(position);
  } catch (error) {
    // An unreachable log proves nothing about the run.
    if (error instanceof DomainError && error.code === 'log.corrupt') return false;
    throw error;
  }
}
