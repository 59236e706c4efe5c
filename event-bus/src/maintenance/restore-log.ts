import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { DomainError, dataFile } from '@blog/service-kit';
import { type Verification, verifyLog } from '../storage/verify-log';
import { syncToDisk } from './sync-to-disk';

/**
 * Puts a backup into the data folder `to`, which must have no log. The backup is verified first; the log gets its name
 * once all of it is on disk (fsync).
 * @throws DomainError `log.not_found`, `restore.exists`, `backup.damaged`  nothing was changed
 */
export async function restoreLog(options: {
  from: string;
  to: string;
  onProgress?: (done: number, events: number) => void;
}): Promise<Verification> {
  const { from, to, onProgress } = options;
  if (existsSync(dataFile(to))) {
    const message = `Expected no log in ${to}: stop the bus and move ${dataFile(to)} away first.`;
    throw new DomainError('restore.exists', message);
  }
  const verification = await verifyLog(from, onProgress);
  if (verification.findings.length > 0) {
    const message = `The backup in ${from} is damaged: ${verification.findings.join(' ')}`;
    throw new DomainError('backup.damaged', message);
  }
  await mkdir(to, { recursive: true });
  const partial = `${dataFile(to)}.partial`;
  await copyFile(dataFile(from), partial);
  syncToDisk(partial);
  await rename(partial, dataFile(to));
  syncToDisk(to);
  return verification;
}
