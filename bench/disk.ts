import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BLOCK_BYTES = 512;

/** What the files of a folder take on disk: allocated blocks, not lengths. */
export async function diskBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(entries.map(async (entry) => (await stat(join(folder, entry))).blocks));
  return sizes.reduce((sum, blocks) => sum + blocks * BLOCK_BYTES, 0);
}

/** Waits until what others wrote is on disk, so that the next one does not wait for it. Nothing where that cannot be. */
export async function syncDisks(): Promise<void> {
  await promisify(execFile)('sync').catch(() => {});
}
