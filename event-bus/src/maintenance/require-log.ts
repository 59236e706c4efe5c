import { existsSync } from 'node:fs';
import { DomainError, dataFile } from '@blog/service-kit';

/** @throws DomainError `log.not_found`  the folder has no log */
export function requireLog(folder: string): void {
  if (existsSync(dataFile(folder))) return;
  throw new DomainError('log.not_found', `Expected a log in ${folder}, found no ${dataFile(folder)}.`);
}
