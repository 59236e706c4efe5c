import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { DomainError } from './domain-error';
import { problems } from './problems';

/** Errors for a folder that this user may not access: codes of the system, numbers of LMDB. */
const NOT_ACCESSIBLE: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  constants.errno.EACCES,
  constants.errno.EPERM,
]);
/** Its path has a dangling link, a cycle of links or is too long; or its file system cannot create folders. */
const NO_PLACE: ReadonlySet<unknown> = new Set(['ENOENT', 'ELOOP', 'ENAMETOOLONG']);
const NO_FOLDER: ReadonlySet<unknown> = new Set(['ENOTDIR', 'EEXIST']);

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;
/** Sticky (/tmp) or setgid (a Kubernetes volume with fsGroup): shared on purpose. */
const SHARED = 0o3000;

/**
 * Creates a folder that only this user can access, whatever the umask, and restricts one of an earlier build likewise.
 * A folder that is shared, another user's, or on a file system without permissions stays as it is.
 * @throws DomainError `storage.not_accessible`  its path cannot hold a folder
 * @throws Error  the folder cannot be created
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
    // Some file systems of containers have no permissions; the data is as safe as the folder's mount.
  }
}

/** Like mkdir's `recursive`, which on Node 20 loops forever where a file system cannot create folders (/proc). */
function makeFolders(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolders(parent);
  try {
    mkdirSync(folder, { mode: OWNER_ONLY });
  } catch (error) {
    // Another process may have created it just now. Anything else that exists there is not a folder.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    statSync(folder);
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Says in one sentence why a folder cannot be used, and what to do; undefined for any other error. */
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
