import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
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
  const partial = `${to}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    const store = new Store(from, { readOnly: true });
    try {
      await store.copyTo(partial);
    } finally {
      await store.stop();
    }
    const verification = await verifyLog(partial, onProgress);
    if (verification.findings.length > 0) {
      const message = `The log in ${from} is damaged: ${verification.findings.join(' ')}`;
      throw new DomainError('backup.damaged', message);
    }
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
