import { readFileSync, rmSync, statSync } from 'node:fs';
import type { DomainError } from './domain-error';
import { findDamagedPages } from './find-damaged-pages';
import { readMeta } from './lmdb-format';
import { problems } from './problems';

/** The pages of a larger file are not checked at the start: that would take more than half a second. */
export const CHECKED_BYTES_MAX = 128 * 1024 * 1024;

const PAGE_BYTES = 4096;
/** LMDB creates a file of two pages and writes the name of the first table on a third: a smaller file has no values. */
const VALUELESS_BYTES_MAX = 3 * PAGE_BYTES;
const SECTOR_BYTES = 512;

/**
 * Checks the pages of a data file of up to `checkedBytesMax` bytes. A file that was truncated before it had values is deleted, so
 * that it is created again, unless it is `readOnly`.
 * @throws DomainError `storage.corrupt`
 */
export function checkDataFile(path: string, options: { checkedBytesMax: number; readOnly: boolean }): void {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const damaged = bytes > 0 && bytes <= options.checkedBytesMax ? findDamagedPages(path) : [];
  if (damaged.length === 0) return;
  if (bytes > VALUELESS_BYTES_MAX || hadValues(path) || options.readOnly)
    throw corrupt(path, damaged.join('; '));
  // Power was lost while the file was created: it is created again.
  rmSync(path);
}

/**
 * Whether a file had values before it was truncated: its meta pages name more pages than a file without values has, or its size
 * is not a multiple of a sector, which every file left by a power cut is.
 */
function hadValues(path: string): boolean {
  const bytes = readFileSync(path);
  const metas = [0, 1].map((page) => bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES));
  const tellsOfMore = (page: Buffer) =>
    page.length >= SECTOR_BYTES && readMeta(page).lastPage >= VALUELESS_BYTES_MAX / PAGE_BYTES;
  return bytes.length % SECTOR_BYTES !== 0 || metas.some(tellsOfMore);
}

export function corrupt(path: string, what: string): DomainError {
  const message = `The data in ${path} is damaged: ${what}. Restore a backup, or delete what can be rebuilt from the log.`;
  return problems.error('storage.corrupt', message);
}
