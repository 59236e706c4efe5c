import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eventually } from '../../service-kit/test/eventually';

const ROOT = resolve(__dirname, '../..');
const LOG_LINES_KEPT = 30;

/** A built service as a real process, with a port and a data folder of its own that it keeps over restarts. */
export class ServiceProcess {
  readonly name: string;
  readonly url: string;
  readonly dataFolder: string;
  readonly #command: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #log: string[] = [];

  /** `command` are Node's arguments; without it the service's own `dist/main.js` runs. */
  constructor(options: {
    name: string;
    port: number;
    dataFolder: string;
    env?: NodeJS.ProcessEnv;
    command?: readonly string[];
  }) {
    const { name, port, dataFolder, env } = options;
    this.name = name;
    this.url = `http://127.0.0.1:${port}`;
    this.dataFolder = dataFolder;
    this.#command = options.command ?? [join(ROOT, name, 'dist/main.js')];
    this.#env = { ...process.env, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataFolder, ...env };
  }

  get pid(): number {
    return this.#child?.pid as number;
  }

  /** Its last lines of log, for a failing test to show. */
  get log(): string {
    return this.#log.join('');
  }

  /** Starts the process without waiting for it to be ready. */
  spawn(): void {
    const child = spawn(process.execPath, this.#command, {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk: Buffer) => {
        this.#log = [...this.#log, chunk.toString()].slice(-LOG_LINES_KEPT);
      });
    }
    this.#exited = new Promise((done) => child.once('exit', () => done()));
    this.#child = child;
  }

  /** Starts the process and waits until it is ready. */
  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  async ready(): Promise<void> {
    await eventually(
      async () => {
        const answer = await fetch(`${this.url}/readyz`).catch((error: Error) => error);
        if (!(answer instanceof Error) && answer.ok) return;
        const why = answer instanceof Error ? answer.message : await answer.text();
        throw new Error(`${this.name} is not ready: ${why}\n${this.log}`);
      },
      { withinMs: 20_000, everyMs: 25 },
    );
  }

  /** Sends a signal and waits until the process has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child?.kill(signal);
    await this.#exited;
    this.#child = undefined;
  }

  /** Stops it without warning, as a crash or a power button does. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async deleteData(): Promise<void> {
    await rm(this.dataFolder, { recursive: true, force: true });
  }
}
