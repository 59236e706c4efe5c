import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from '@blog/service-kit';
import { IdRun } from './id-run';
import { IDS_FOLDER, RUN_NAME } from './open-id-runs';

const ENTRIES_A_TURN = 4_096;

/** Reads every file of the index; returns one sentence for each damaged file. */
export async function checkIds(folder: string): Promise<string[]> {
  const path = join(folder, IDS_FOLDER);
  const names = existsSync(path) ? readdirSync(path).filter((name) => RUN_NAME.test(name)) : [];
  const findings: string[] = [];
  for (const name of names) {
    try {
      const run = new IdRun(join(path, name));
      const cursor = run.entries();
      for (let read = 1; cursor.next(); read += 1) if (read % ENTRIES_A_TURN === 0) await nextTurn();
      run.close();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      findings.push(error.message);
    }
  }
  return findings;
}
