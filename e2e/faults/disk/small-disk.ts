import { execFileSync } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const DISK_OPTIONS = 'size=48m,mode=0700';

/** A small in-memory disk that another program fills up. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Mounts a small disk over an empty folder. */
  static mount(folder: string): SmallDisk {
    execFileSync('mount', ['-t', 'tmpfs', '-o', DISK_OPTIONS, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
  }

  /** Fills the disk, leaving `leftBytes` free, or nothing if its user writes meanwhile. */
  async fill(leftBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    const filler = Buffer.alloc(bavail * bsize - leftBytes);
    await writeFile(this.#filler, filler).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOSPC') throw error;
    });
  }

  /** Frees the filled space. */
  async clear(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  get #filler(): string {
    return join(this.folder, 'filler');
  }
}
