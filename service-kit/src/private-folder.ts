import { chmodSync, mkdirSync, statSync } from 'node:fs';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;
/** Sticky (/tmp) or setgid (a volume of Kubernetes with fsGroup): it is shared on purpose. */
const SHARED = 0o3000;

/**
 * Makes a folder that only this user can look into, whatever the umask, and closes one of an earlier build to others.
 * A folder that is shared, of another user, or on a file system without permissions stays as it is.
 * @throws Error  the folder cannot be made
 */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
  const { mode, uid } = statSync(folder);
  if ((mode & OTHERS) === 0 || (mode & SHARED) !== 0 || uid !== process.getuid?.()) return;
  try {
    chmodSync(folder, (mode & 0o7777 & ~OTHERS) | OWNER_ONLY);
  } catch {
    // Some file systems of containers have no permissions; the data is as safe there as its folder's mount.
  }
}
