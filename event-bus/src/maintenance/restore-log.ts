import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LOG_FILES, openLogTables, syncToDisk } from '@blog/event-log/disk';
import { dataFile, FolderLock, newId, Store } from '@blog/service-kit';
import { problems } from '../problems';
import { type Verification, verifyLog } from './verify-log';

/**
 * Restores a backup into the data folder `to`, which must have no log. The backup is verified first; the log gets its name
 * once all of it is on disk (fsync). It begins another epoch, since events after the backup are not in it.
 * @throws DomainError `storage.in_use`, `log.not_found`, `restore.exists`, `backup.damaged`  nothing was changed
 */
export async function restoreLog(options: {
  from: string;
  to: string;
  onProgress?: (done: number, events: number) => void;
}): Promise<Verification> {
  const { from, to, onProgress } = options;
  const made = await mkdir(to, { recursive: true, mode: 0o700 });
  // No bus may start on the folder meanwhile, nor be running on it, even if its file was moved away.
  const lock = new FolderLock(to);
  try {
    await lock.acquire();
    refuseLog(to);
    const verification = await verifyLog(from, onProgress);
    if (verification.findings.length > 0) {
      const message = `The backup in ${from} is damaged: ${verification.findings.join(' ')}`;
      throw problems.error('backup.damaged', message);
    }
    await copyLog(from, to);
    return verification;
  } catch (error) {
    // A folder created here is removed again, unless it has something in it.
    await lock.release();
    if (made !== undefined) await rmdir(to).catch(() => {});
    throw error;
  } finally {
    await lock.release();
  }
}

async function copyLog(from: string, to: string): Promise<void> {
  const partial = join(to, 'state.partial');
  // A killed restore leaves one behind.
  await rm(partial, { recursive: true, force: true });
  try {
    // The data file comes last: without it there is no log.
    for (const name of LOG_FILES) await copyWhole(join(from, name), join(to, name));
    await mkdir(partial, { mode: 0o700 });
    await copyWhole(dataFile(from), dataFile(partial));
    await beginEpoch(partial);
    await rename(dataFile(partial), dataFile(to));
    syncToDisk(to);
  } catch (error) {
    for (const name of LOG_FILES) await rm(join(to, name), { force: true });
    throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function beginEpoch(folder: string): Promise<void> {
  const store = await Store.open(folder);
  try {
    const { meta } = openLogTables(store);
    await store.transaction(() => void meta.put('epoch', newId()));
  } finally {
    await store.stop();
  }
}

/** Copies a file; the copy gets its name once all of it is on disk. */
async function copyWhole(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  try {
    await copyFile(from, partial);
    syncToDisk(partial);
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function refuseLog(folder: string): void {
  const found = [dataFile(folder), ...LOG_FILES.map((name) => join(folder, name))].find(existsSync);
  if (found === undefined) return;
  const message = `Expected no log in ${folder}: stop the bus and move ${found} and what is beside it away first.`;
  throw problems.error('restore.exists', message);
}
