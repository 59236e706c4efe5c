import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../../service-kit/test/eventually';

const START_SCRIPT = resolve(__dirname, '../../client/nginx/start.sh');

/** nginx as a real process with its own folder, started as in the image. */
export class NginxProcess {
  readonly url: string;
  readonly #settings: Readonly<Record<string, string>>;
  #folder = '';
  #child: ChildProcess | undefined;
  #log = '';

  /** `settings` are the environment of the image's start script. */
  constructor(settings: Readonly<Record<string, string>> & { PORT: string }) {
    this.#settings = settings;
    this.url = `http://127.0.0.1:${settings.PORT}`;
  }

  /** Its stderr output. */
  get log(): string {
    return this.#log;
  }

  /** Resolves once it answers. @throws Error  it did not; with its stderr */
  async start(): Promise<void> {
    await this.spawn();
    await eventually(async () => {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (!answer?.ok) throw new Error(`nginx is not ready\n${this.#log}`);
    });
  }

  /** Starts it without waiting until it answers. */
  async spawn(): Promise<ChildProcess> {
    this.#folder = await mkdtemp(join(tmpdir(), 'nginx-'));
    // As root, nginx would run its workers as another user, who cannot read the test's folders.
    const asItself = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
    const child = spawn('sh', [START_SCRIPT, ...asItself], {
      env: { PATH: process.env.PATH, NGINX: process.env.NGINX, TMPDIR: this.#folder, ...this.#settings },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#log += chunk;
    });
    this.#child = child;
    return child;
  }

  /** Sends a signal; SIGQUIT, the image's, stops gracefully. Resolves with the exit status, or null. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child?.exitCode === null && child.kill(signal)) await once(child, 'exit');
    return child?.exitCode ?? null;
  }

  /** Stops it immediately, including its streams, and deletes its folder. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true });
  }
}
