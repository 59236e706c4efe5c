import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  HISTORY_FILE,
  JOURNAL_FILES,
  openLogTables,
  readJournal,
  requireFiles,
  syncToDisk,
} from '@blog/event-log/disk';
import { type DomainError, dataFile, Store } from '@blog/service-kit';
import { problems } from '../problems';
import { makeBackup } from './make-backup';
import { requireLog } from './require-log';
import { type Verification, verifyLog } from './verify-log';

const COPIES_MAX = 20;

/**
 * Copies a log, with its subscriptions and followers, into the folder `to`, which is created; a bus may run meanwhile. The
 * copy is consistent. It gets its name only after it was verified, and is then on disk (fsync).
 * @throws DomainError `log.not_found`, `backup.exists`, `backup.damaged`  nothing is left behind
 */
export async function backupLog(options: {
  from: string;
  to: string;
  onProgress?: (done: number, events: number) => void;
}): Promise<Verification> {
  const { from, to, onProgress } = options;
  requireLog(from);
  return makeBackup(to, async (partial) => {
    await checkUnlessInUse(from);
    await copyLatest(from, partial);
    // Blocks are only ever appended to it: it has those that the copied index knows, and maybe more.
    await copyFile(join(from, HISTORY_FILE), join(partial, HISTORY_FILE));
    const verification = await verifyLog(partial, onProgress);
    if (verification.findings.length > 0) throw damaged(from, verification.findings.join(' '));
    for (const name of await readdir(partial)) syncToDisk(join(partial, name));
    await rm(`${dataFile(partial)}-lock`, { force: true });
    return verification;
  });
}

/**
 * Copies the journal, then the data file: events that leave the journal meanwhile are in the history that the data file
 * knows. A bus that wraps around its journal twice during the copy can leave a gap: then it is copied again.
 */
async function copyLatest(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    for (const name of JOURNAL_FILES) await copyFile(join(from, name), join(to, name));
    const store = new Store(from, { readOnly: true });
    try {
      await rm(dataFile(to), { force: true });
      await store.copyTo(to);
    } finally {
      await store.stop();
    }
    if (attempt === COPIES_MAX || (await goesOn(to))) return;
  }
}

/** Whether a copied journal continues where the copied history ends. */
async function goesOn(folder: string): Promise<boolean> {
  const store = new Store(folder, { readOnly: true });
  try {
    const [last = 0] = openLogTables(store).blocks.getKeys({ reverse: true, limit: 1 });
    readJournal(folder, last);
    return true;
  } catch {
    return false;
  } finally {
    await store.stop();
  }
}

/** Checks the pages before LMDB reads them, which can crash on damaged ones; a running bus did so when it started. */
async function checkUnlessInUse(folder: string): Promise<void> {
  try {
    const store = await Store.open(folder, { readOnly: true });
    await store.stop();
  } catch (error) {
    const { code, message } = error as DomainError;
    if (code === 'storage.corrupt') throw damaged(folder, message);
    if (code !== 'storage.in_use') throw error;
  }
  try {
    requireFiles(folder);
  } catch (error) {
    throw damaged(folder, (error as Error).message);
  }
}

function damaged(folder: string, what: string): DomainError {
  return problems.error('backup.damaged', `The log in ${folder} is damaged: ${what}`);
}
