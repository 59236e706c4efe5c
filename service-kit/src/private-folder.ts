import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { DomainError } from './domain-error';
import { problems } from './problems';

/** What the system says of a folder that this user may not have, and LMDB by the number. */
const NOT_ACCESSIBLE: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  constants.errno.EACCES,
  constants.errno.EPERM,
]);
/** Its path leads through a link to nothing, round and round, or is too long; or its file system makes no folders. */
const NO_PLACE: ReadonlySet<unknown> = new Set(['ENOENT', 'ELOOP', 'ENAMETOOLONG']);
const NO_FOLDER: ReadonlySet<unknown> = new Set(['ENOTDIR', 'EEXIST']);

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;
/** Sticky (/tmp) or setgid (a volume of Kubernetes with fsGroup): it is shared on purpose. */
const SHARED = 0o3000;

/**
 * Makes a folder that only this user can look into, whatever the umask, and closes one of an earlier build to others.
 * A folder that is shared, of another user, or on a file system without permissions stays as it is.
 * @throws DomainError `storage.not_accessible`  there is no place for it
 * @throws Error  the folder cannot be made
 */
export function makePrivateFolder(folder: string): void {
  try {
    makeFolders(resolve(folder));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!NO_PLACE.has(code)) throw error;
    const sentence = `The folder ${folder} cannot be made (${message}): set DATA_DIR to another folder.`;
    throw problems.error('storage.not_accessible', sentence, {}, { cause: error });
  }
  const { mode, uid } = statSync(folder);
  if ((mode & OTHERS) === 0 || (mode & SHARED) !== 0 || uid !== process.getuid?.()) return;
  try {
    chmodSync(folder, (mode & 0o7777 & ~OTHERS) | OWNER_ONLY);
  } catch {
    // Some file systems of containers have no permissions; the data is as safe there as its folder's mount.
  }
}

/** As mkdir's `recursive` does, which on Node 20 tries for ever where a file system makes no folders (/proc). */
function makeFolders(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolders(parent);
  try {
    mkdirSync(folder, { mode: OWNER_ONLY });
  } catch (error) {
    // Of two processes that make it at once, one finds it made; what else is there leads to no folder.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    statSync(folder);
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Says in one sentence why a folder cannot be used, and what to do; undefined if `error` tells of something else. */
export function folderRefusal(folder: string, error: unknown): DomainError | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  const refuse = (sentence: string) =>
    problems.error('storage.not_accessible', sentence, {}, { cause: error });
  if (NO_FOLDER.has(code)) {
    return refuse(
      `Expected a folder at ${folder}, found a file: remove it, or set DATA_DIR to another folder.`,
    );
  }
  if (!NOT_ACCESSIBLE.has(code)) return undefined;
  const chown = process.platform === 'win32' ? '' : ` (sudo chown -R "$(id -un)" '${folder}')`;
  return refuse(
    `This user may not write to the folder ${folder} (${message}): give it to this user${chown}, or set DATA_DIR to another folder.`,
  );
}
