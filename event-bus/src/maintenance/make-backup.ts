import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncToDisk } from '@blog/event-log/disk';
import { problems } from '../problems';

/**
 * Creates the folder `to` with what `copy` writes into it. The folder gets its name only once `copy` has verified everything; a
 * copy that fails leaves nothing behind.
 * @throws DomainError `backup.exists`
 * @throws what `copy` throws
 */
export async function makeBackup<Result>(
  to: string,
  copy: (partial: string) => Promise<Result>,
): Promise<Result> {
  if (existsSync(to)) throw problems.error('backup.exists', `Expected a new folder, and ${to} exists.`);
  await mkdir(dirname(to), { recursive: true });
  const partial = await mkdtemp(`${to}.partial-`);
  try {
    const result = await copy(partial);
    await rename(partial, to);
    syncToDisk(to);
    syncToDisk(dirname(to));
    return result;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
