import { randomUUID } from 'node:crypto';
import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { pause } from './retry-policy';

const FILE = /^lock-[\da-f-]{36}\.sock$/;
const ASKED_AGAIN_MS = 10;
/** A process that listens and does not answer within this time is frozen, and may own the folder. */
const ANSWERS_WITHIN_MS = 2_000;

/**
 * The answer of the process behind a socket file. `dead`: nobody listens on the file; `gone`: the file no longer exists;
 * `leaving`: the process hung up, since it withdraws or ends.
 */
type Answer = 'owner' | 'candidate' | 'dead' | 'gone' | 'leaving';

/**
 * A process's claim to a folder, as a socket file of its own in it. The kernel closes the socket however the process ends; the
 * file that a killed process leaves behind is deleted by the next one, safely, since its name is never used again.
 *
 * A process that wants the folder creates its file first, then asks all others: an owner stays the owner, and of two candidates
 * the one with the lower name waits until the other has withdrawn. Whichever of two asks last sees the other, so there is
 * never a second owner, however slow or frozen one of them is.
 */
export class SocketClaim {
  readonly #folder: string;
  readonly #name = `lock-${randomUUID()}.sock`;
  readonly #server: Server;
  #isOwner = false;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((socket) => socket.end(this.#isOwner ? 'owner' : 'candidate'));
    this.#server.unref();
  }

  /**
   * Resolves with the claim, or with undefined if another process has the folder, or wants it too and goes first.
   * @throws Error  there can be no sockets in the folder
   */
  static async make(folder: string): Promise<SocketClaim | undefined> {
    const claim = new SocketClaim(folder);
    await claim.#listen();
    if (await claim.#becomesOwner()) return claim;
    await claim.end();
    return undefined;
  }

  /** Releases the folder. */
  end(): Promise<void> {
    // Deletes the file, too.
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#path(this.#name), resolve);
    });
  }

  async #becomesOwner(): Promise<boolean> {
    for (;;) {
      const names = readdirSync(this.#folder).filter((name) => FILE.test(name) && name !== this.#name);
      const answers = await Promise.all(
        names.map(async (name) => ({ name, answer: await ask(this.#path(name)) })),
      );
      for (const { name, answer } of answers) {
        if (answer === 'owner' || (answer === 'candidate' && name < this.#name)) return false;
        if (answer === 'dead') unlinkIfThere(this.#path(name));
      }
      if (!answers.some(({ answer }) => answer === 'candidate' || answer === 'leaving')) break;
      await pause(ASKED_AGAIN_MS);
    }
    // Another process may have deleted the file as a dead one's before this process listened on it.
    const isThere = statSync(this.#path(this.#name), { throwIfNoEntry: false }) !== undefined;
    this.#isOwner = isThere;
    return isThere;
  }
}

const MEANING: Readonly<Record<string, Answer>> = {
  ENOENT: 'gone',
  ECONNREFUSED: 'dead',
  ECONNRESET: 'leaving',
  EPIPE: 'leaving',
};

function ask(path: string): Promise<Answer> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(path);
    socket.setTimeout(ANSWERS_WITHIN_MS, () => {
      resolve('owner');
      socket.destroy();
    });
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      // Any other error, such as missing permissions, does not prove that there is no process.
      resolve(MEANING[code] ?? 'owner');
    });
    socket.once('close', () => resolve(text === 'owner' || text === 'candidate' ? text : 'leaving'));
  });
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
