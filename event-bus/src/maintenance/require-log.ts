import { existsSync } from 'node:fs';
import { dataFile } from '@blog/service-kit';
import { problems } from '../problems';

/** @throws DomainError `log.not_found`  the folder has no log */
export function requireLog(folder: string): void {
  if (existsSync(dataFile(folder))) return;
  throw problems.error('log.not_found', `Expected a log in ${folder}, found no ${dataFile(folder)}.`);
}
