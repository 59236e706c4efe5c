import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BLOCK_BYTES = 512;

/** Disk usage of a folder's files: allocated blocks, not lengths. */
export async function diskBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(entries.map(async (entry) => (await stat(join(folder, entry))).blocks));
  return sizes.reduce((sum, blocks) => sum + blocks * BLOCK_BYTES, 0);
}

/** Flushes pending writes to disk, so that they do not slow the next measurement. Does nothing where `sync` is missing. */
export async function syncDisks(): Promise<void> {
  await promisify(execFile)('sync').catch(() => {});
}
