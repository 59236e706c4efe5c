import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { problems } from '../problems';
import { HISTORY_FILE } from './history';
import { JOURNAL_FILES } from './journal';

/** The files of a log besides the data file. */
export const LOG_FILES: readonly string[] = [HISTORY_FILE, ...JOURNAL_FILES];

/** @throws DomainError `log.corrupt`  a file is missing */
export function requireFiles(folder: string): void {
  const missing = LOG_FILES.find((name) => !existsSync(join(folder, name)));
  if (missing === undefined) return;
  throw problems.error('log.corrupt', `The file ${missing} is missing: restore the log from a backup.`);
}
