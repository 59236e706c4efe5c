import { createHash } from 'node:crypto';
import { closeSync, openSync, realpathSync, statSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from './domain-error';
import type { Logger } from './logger';
import { pause } from './retry-policy';

const ASKED_EVERY_MS = 100;
/** Longer than another process takes from finding a file whose process is gone to putting its own in its place. */
const SETTLED_MS = 100;
const LISTENS_WITHIN_MS = 50;
/** Errors that say that there can be no socket in the folder: it is read-only, or its file system has none. */
const NO_SOCKETS = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);

/**
 * Keeps a second process of this host off a folder, for as long as this one lives. However the process ends, the lock
 * ends with it: it is a local socket that the process listens on.
 *
 * On Linux there are two. One has a name that vanishes with its process, but containers do not see one another's names.
 * So the other is a file in the folder: two containers with the same volume find it there.
 */
export class FolderLock {
  readonly #folder: string;
  #servers: Server[] = [];
  #folderHandle: number | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Waits for up to `waitMs` (default 0) until another process lets go of the folder.
   * @throws DomainError `storage.in_use`  another process has the folder
   */
  async acquire(options: { waitMs?: number; logger?: Logger } = {}): Promise<void> {
    const { waitMs = 0, logger } = options;
    const deadlineMs = Date.now() + waitMs;
    for (let isFirst = true; this.#servers.length === 0; isFirst = false) {
      try {
        await this.#acquireOnce();
      } catch (error) {
        await this.release();
        const isInUse = (error as DomainError).code === 'storage.in_use';
        if (!isInUse || Date.now() >= deadlineMs) throw error;
        if (isFirst) logger?.warn(`another process has the folder ${this.#folder}, waiting until it stops`);
        await pause(ASKED_EVERY_MS);
      }
    }
  }

  async release(): Promise<void> {
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
    this.#servers = [];
    if (this.#folderHandle !== undefined) closeSync(this.#folderHandle);
    this.#folderHandle = undefined;
  }

  async #acquireOnce(): Promise<void> {
    if (process.platform === 'linux') {
      // Not by its path: two containers with one network can have different folders at the same path.
      const { dev, ino } = statSync(this.#folder, { bigint: true });
      this.#servers.push(await this.#listenByName(`\0blog-${dev}-${ino}`));
      const inFolder = await this.#listenInFolder();
      if (inFolder !== undefined) this.#servers.push(inFolder);
      return;
    }
    const name = `blog-${createHash('sha256').update(realpathSync(this.#folder)).digest('hex').slice(0, 32)}`;
    if (process.platform === 'win32') {
      this.#servers.push(await this.#listenByName(`\\\\.\\pipe\\${name}`));
    } else {
      this.#servers.push(await this.#listenByFile(join(tmpdir(), `${name}.sock`)));
    }
  }

  /** At a name that is free as soon as its process is gone. */
  async #listenByName(name: string): Promise<Server> {
    try {
      return await listen(name);
    } catch (error) {
      throw codeOf(error) === 'EADDRINUSE' ? this.#inUse() : error;
    }
  }

  async #listenInFolder(): Promise<Server | undefined> {
    // By way of a handle, since the path of a socket has room for 107 bytes only.
    this.#folderHandle = openSync(this.#folder, 'r');
    try {
      return await this.#listenByFile(`/proc/self/fd/${this.#folderHandle}/lock.sock`);
    } catch (error) {
      if (NO_SOCKETS.has(codeOf(error) ?? '')) return undefined;
      throw error;
    }
  }

  /** At a file, which is left behind by a process that is killed. */
  async #listenByFile(file: string): Promise<Server> {
    try {
      return await listen(file);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
    }
    const found = inodeOf(file);
    if ((await isAnswered(file)) || (await isAnsweredSoon(file))) throw this.#inUse();
    if (found !== undefined && inodeOf(file) === found) unlinkSync(file);
    const server = await this.#listenByName(file);
    const own = inodeOf(file);
    await pause(SETTLED_MS);
    // Another process found the same file at the same time, and took ours for it. `server` stays as it is: closing it
    // would delete the other's file.
    if (own === undefined || inodeOf(file) !== own) throw this.#inUse();
    return server;
  }

  #inUse(): DomainError {
    const message = `Another process has the folder ${this.#folder}: stop it, or give this one a DATA_DIR of its own.`;
    return new DomainError('storage.in_use', message);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', reject);
    server.listen(address, () => resolve(server));
  });
}

/** Whether a process listens there; one that may not be asked is one, too. */
function isAnswered(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => resolve(!['ECONNREFUSED', 'ENOENT'].includes(codeOf(error) ?? '')));
  });
}

/** The file of a process that has just made it, and does not listen yet, is not answered at first. */
async function isAnsweredSoon(file: string): Promise<boolean> {
  await pause(LISTENS_WITHIN_MS);
  return isAnswered(file);
}

const inodeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.ino;
