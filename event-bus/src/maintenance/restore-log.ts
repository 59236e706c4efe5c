import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, rmdir } from 'node:fs/promises';
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
  refuseLog(to);
  const verification = await verifyLog(from, onProgress);
  if (verification.findings.length > 0) {
    const message = `The backup in ${from} is damaged: ${verification.findings.join(' ')}`;
    throw new DomainError('backup.damaged', message);
  }
  const made = await mkdir(to, { recursive: true });
  const partial = `${dataFile(to)}.partial`;
  try {
    await copyFile(dataFile(from), partial);
    syncToDisk(partial);
    // A bus that was started meanwhile has made one.
    refuseLog(to);
    await rename(partial, dataFile(to));
  } catch (error) {
    await rm(partial, { force: true });
    // What was made goes too, unless somebody put something into it.
    if (made !== undefined) await rmdir(to).catch(() => {});
    throw error;
  }
  syncToDisk(to);
  return verification;
}

function refuseLog(folder: string): void {
  if (!existsSync(dataFile(folder))) return;
  const message = `Expected no log in ${folder}: stop the bus and move ${dataFile(folder)} away first.`;
  throw new DomainError('restore.exists', message);
}
