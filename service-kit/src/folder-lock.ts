import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainError } from './domain-error';
import type { Logger } from './logger';
import { problems } from './problems';
import { pause } from './retry-policy';
import { SocketClaim } from './socket-claim';

const ASKED_EVERY_MS = 100;
/** Errors for a folder that cannot hold a socket: it is read-only, or its file system has no sockets. */
const NO_SOCKETS = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);

/**
 * Locks a folder against other processes of this host, for as long as this process lives. The lock is a local socket that the
 * process listens on, so it ends with the process, however that ends.
 *
 * On Linux there are two. One has an abstract name that vanishes with its process, but containers do not see each other's names.
 * The other is a file in the folder, which containers that share a volume see.
 */
export class FolderLock {
  readonly #folder: string;
  #named: Server | undefined;
  #claim: SocketClaim | undefined;
  #folderHandle: number | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Waits up to `waitMs` (default 0) for another process to release the folder.
   * @throws DomainError `storage.in_use`  another process has the folder
   */
  async acquire(options: { waitMs?: number; logger?: Logger } = {}): Promise<void> {
    const { waitMs = 0, logger } = options;
    if (this.#named !== undefined || this.#claim !== undefined) return;
    const deadlineMs = Date.now() + waitMs;
    for (let isFirst = true; ; isFirst = false) {
      try {
        return await this.#acquireOnce();
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
    const [named, claim, folderHandle] = [this.#named, this.#claim, this.#folderHandle];
    this.#named = undefined;
    this.#claim = undefined;
    this.#folderHandle = undefined;
    await claim?.end();
    if (named !== undefined) await new Promise((resolve) => named.close(resolve));
    if (folderHandle !== undefined) closeSync(folderHandle);
  }

  async #acquireOnce(): Promise<void> {
    if (process.platform === 'linux') {
      // Not named by its path: two containers in one network can have different folders at the same path.
      const { dev, ino } = statSync(this.#folder, { bigint: true });
      await this.#listen(`\0blog-${dev}-${ino}`);
      // Through a handle, since the path of a socket can have at most 107 bytes.
      this.#folderHandle = openSync(this.#folder, 'r');
      try {
        await this.#claimIn(`/proc/self/fd/${this.#folderHandle}`);
      } catch (error) {
        if (!NO_SOCKETS.has(codeOf(error) ?? '')) throw error;
      }
      return;
    }
    const name = `blog-${createHash('sha256').update(realpathSync(this.#folder)).digest('hex').slice(0, 32)}`;
    if (process.platform === 'win32') return this.#listen(`\\\\.\\pipe\\${name}`);
    const claims = join(tmpdir(), name);
    mkdirSync(claims, { recursive: true });
    await this.#claimIn(claims);
  }

  /** Listens at a name that is free as soon as the process is gone. */
  async #listen(name: string): Promise<void> {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(codeOf(error) === 'EADDRINUSE' ? this.#inUse() : error));
      server.listen(name, resolve);
    });
    this.#named = server;
  }

  async #claimIn(folder: string): Promise<void> {
    this.#claim = await SocketClaim.make(folder);
    if (this.#claim === undefined) throw this.#inUse();
  }

  #inUse(): DomainError {
    const message = `Another process has the folder ${this.#folder}: stop it, or give this one a DATA_DIR of its own.`;
    return problems.error('storage.in_use', message);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
