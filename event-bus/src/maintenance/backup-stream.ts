import { problems } from '../problems';
import { copyLog } from './copy-log';
import { makeBackup } from './make-backup';
import type { Place } from './places';
import { type Verification, verifyLog } from './verify-log';

/**
 * Copies a log in a stream, with all other state of its bus, into the folder `to`, which is created; replicas may run meanwhile.
 * The folder gets its name only after it was verified.
 * @throws DomainError `log.not_found`, `backup.exists`, `backup.damaged`, `log.unavailable`  nothing is left behind
 */
export async function backupStream(options: {
  from: Extract<Place, { kind: 'jetstream' }>;
  to: string;
  onProgress?: (done: number, events: number) => void;
}): Promise<Verification> {
  const { from, to, onProgress } = options;
  return makeBackup(to, async (partial) => {
    const copy: Place = { kind: 'folder', folder: partial };
    await copyLog({ from, to: copy, isBackup: true, ...(onProgress && { onProgress }) });
    const verification = await verifyLog(partial);
    if (verification.findings.length > 0) {
      throw problems.error('backup.damaged', `The copy is damaged: ${verification.findings.join(' ')}`);
    }
    return verification;
  });
}
