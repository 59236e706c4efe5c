import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DomainError, dataFile, Store } from '@blog/service-kit';
import { type Verification, verifyLog } from '../storage/verify-log';
import { syncToDisk } from './sync-to-disk';

/**
 * Copies a log, with its subscriptions and followers, into the folder `to`, which is made; a bus may run meanwhile. The
 * copy is that of one moment. It gets its name only after it was verified, and is then on disk (fsync).
 * @throws DomainError `log.not_found`, `backup.exists`, `backup.damaged`  nothing is left behind
 */
export async function backupLog(options: {
  from: string;
  to: string;
  onProgress?: (done: number, events: number) => void;
}): Promise<Verification> {
  const { from, to, onProgress } = options;
  if (!existsSync(dataFile(from))) {
    throw new DomainError('log.not_found', `Expected a log in ${from}, found no ${dataFile(from)}.`);
  }
  if (existsSync(to)) throw new DomainError('backup.exists', `Expected a new folder, and ${to} exists.`);
  await mkdir(dirname(to), { recursive: true });
  const partial = await mkdtemp(`${to}.partial-`);
  try {
    await checkUnlessInUse(from);
    const store = new Store(from, { readOnly: true });
    try {
      await store.copyTo(partial);
    } finally {
      await store.stop();
    }
    const verification = await verifyLog(partial, onProgress);
    if (verification.findings.length > 0) throw damaged(from, verification.findings.join(' '));
    syncToDisk(dataFile(partial));
    await rm(`${dataFile(partial)}-lock`, { force: true });
    await rename(partial, to);
    syncToDisk(to);
    syncToDisk(dirname(to));
    return verification;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Looks at the pages before LMDB does, which can crash on damaged ones; a bus that runs did so when it started. */
async function checkUnlessInUse(folder: string): Promise<void> {
  try {
    const store = await Store.open(folder, { readOnly: true });
    await store.stop();
  } catch (error) {
    const { code, message } = error as DomainError;
    if (code === 'storage.corrupt') throw damaged(folder, message);
    if (code !== 'storage.in_use') throw error;
  }
}

function damaged(folder: string, what: string): DomainError {
  return new DomainError('backup.damaged', `The log in ${folder} is damaged: ${what}`);
}
