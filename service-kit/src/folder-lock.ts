import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from './domain-error';

/**
 * Keeps a second process of this host off a folder, for as long as this one lives: it listens on a local socket named
 * after the folder. However the process ends, the lock ends with it.
 */
export class FolderLock {
  readonly #folder: string;
  #server: Server | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws DomainError `storage.in_use`  another process has the folder */
  async acquire(): Promise<void> {
    if (this.#server !== undefined) return;
    const address = socketAddress(realpathSync(this.#folder));
    try {
      this.#server = await listen(address);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (await isAnswered(address)) throw inUse(this.#folder);
      // A socket file whose process is gone; only where sockets are files.
      await unlink(address).catch(() => {});
      this.#server = await listen(address);
    }
    this.#server.unref();
  }

  async release(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }
}

/** Linux and Windows have names that vanish with their process; elsewhere it is a file. */
function socketAddress(folder: string): string {
  const name = `blog-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(address, () => resolve(server));
  });
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function inUse(folder: string): DomainError {
  const message = `Another process has the folder ${folder}: stop it, or give this one a DATA_DIR of its own.`;
  return new DomainError('storage.in_use', message);
}
