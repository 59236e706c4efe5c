import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncToDisk } from '@blog/event-log/disk';
import { problems } from '../problems';
import { copyLog } from './copy-log';
import type { Place } from './places';
import { type Verification, verifyLog } from './verify-log';

/**
 * Copies a log in a stream, with all that its bus knows, into the folder `to`, which is made; replicas may run meanwhile. It
 * gets its name only after it was verified.
 * @throws DomainError `log.not_found`, `backup.exists`, `backup.damaged`, `log.unavailable`  nothing is left behind
 */
export async function backupStream(options: {
  from: Extract<Place, { kind: 'jetstream' }>;
  to: string;
  onProgress?: (done: number, events: number) => void;
}): Promise<Verification> {
  const { from, to, onProgress } = options;
  if (existsSync(to)) throw problems.error('backup.exists', `Expected a new folder, and ${to} exists.`);
  await mkdir(dirname(to), { recursive: true });
  const partial = await mkdtemp(`${to}.partial-`);
  try {
    const copy: Place = { kind: 'folder', folder: partial };
    await copyLog({ from, to: copy, isBackup: true, ...(onProgress && { onProgress }) });
    const verification = await verifyLog(partial);
    if (verification.findings.length > 0) {
      throw problems.error('backup.damaged', `The copy is damaged: ${verification.findings.join(' ')}`);
    }
    await rename(partial, to);
    syncToDisk(dirname(to));
    return verification;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
