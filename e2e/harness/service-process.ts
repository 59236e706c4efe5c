import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join, resolve } from 'node:path';
import { eventually } from '../../service-kit/test/eventually';

const ROOT = resolve(__dirname, '../..');
const LOG_LINES_KEPT = 30;
const READY_WITHIN_MS = 60_000;
/** Its own process group, so that Ctrl-C in the terminal only reaches the test run. */
const DETACHED = process.platform !== 'win32';
const END_WITH_PARENT = ['--require', join(__dirname, 'end-with-parent.js')];
const NOT_STARTED = { code: null, signal: null };

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A built service as a real process, with its own port and data folder, kept over restarts. */
export class ServiceProcess {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  readonly dataFolder: string;
  /** The wrapper of the next start. */
  wrapper: readonly string[];
  readonly #command: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #exited: Promise<ProcessEnd> = Promise.resolve(NOT_STARTED);
  #log: string[] = [];

  /**
   * `host` is its listen address, 127.0.0.1 by default. `command` are Node's arguments, by default the service's
   * `dist/main.js`. `preload` is a file that the process loads first. `wrapper` is a command that executes the process, such as
   * `strace -D` with its arguments.
   */
  constructor(options: {
    name: string;
    port: number;
    dataFolder: string;
    host?: string;
    env?: NodeJS.ProcessEnv;
    command?: readonly string[];
    preload?: string | undefined;
    wrapper?: readonly string[];
  }) {
    const { name, port, dataFolder, host = '127.0.0.1', env } = options;
    this.name = name;
    this.port = port;
    this.url = httpUrl(host, port);
    this.dataFolder = dataFolder;
    const preload = options.preload === undefined ? [] : ['--require', options.preload];
    this.#command = [...preload, ...(options.command ?? [join(ROOT, name, 'dist/main.js')])];
    this.wrapper = options.wrapper ?? [];
    // As set by npm start and the images.
    const arenas = { MALLOC_ARENA_MAX: '2' };
    this.#env = {
      ...arenas,
      ...process.env,
      HOST: host,
      PORT: String(port),
      DATA_DIR: dataFolder,
      ...env,
    };
  }

  get pid(): number {
    return this.#child?.pid as number;
  }

  /** Its last log lines, for a failing test to show. */
  get log(): string {
    return this.#log.join('');
  }

  /** Starts the process without waiting until it is ready. */
  spawn(): void {
    const [program = '', ...argv] = [...this.wrapper, process.execPath, ...END_WITH_PARENT, ...this.#command];
    const child = spawn(program, argv, {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: DETACHED,
    });
    for (const output of [child.stdout, child.stderr]) {
      output?.on('data', (chunk: Buffer) => this.#keepInLog(chunk.toString()));
    }
    this.#exited = new Promise((done) => {
      child.once('exit', (code, signal) => {
        // A crashed process logs nothing itself.
        if (code !== 0) this.#keepInLog(`${this.name} ended: ${JSON.stringify({ code, signal })}\n`);
        done({ code, signal });
      });
    });
    this.#child = child;
  }

  /** Resolves once the process has exited. */
  get exited(): Promise<ProcessEnd> {
    return this.#exited;
  }

  /** Sends a message to its `preload`, which receives it by `process.on('message')`. */
  tell(message: object): void {
    this.#child?.send(message);
  }

  /** Starts the process and waits until it is ready. */
  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  /** Waits until it is ready. @throws Error  it exited, or was not ready in time; with its last log lines */
  async ready(): Promise<void> {
    const end = await this.readyOrEnd();
    if (end !== undefined) throw new Error(`${this.name} ended: ${JSON.stringify(end)}\n${this.log}`);
  }

  /** Waits until it is ready or has exited; resolves with how it exited. @throws Error  neither happened in time */
  async readyOrEnd(): Promise<ProcessEnd | undefined> {
    let end: ProcessEnd | undefined;
    void this.#exited.then((ended) => {
      end = ended;
    });
    const ready = async () => {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok || end !== undefined) return;
      throw new Error(`${this.name} is not ready: ${await answer?.text()}\n${this.log}`);
    };
    await eventually(ready, { withinMs: READY_WITHIN_MS, everyMs: 25 });
    return end;
  }

  /** Sends a signal that does not end it, such as SIGSTOP and SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Sends a signal and waits until the process has exited. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child?.kill(signal);
    await this.#exited;
    this.#child = undefined;
  }

  /** Kills it without warning, like a crash or power loss. */
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

  #keepInLog(text: string): void {
    this.#log = [...this.#log, text].slice(-LOG_LINES_KEPT);
  }
}

/** The URL of a service that listens at an address. */
export function httpUrl(address: string, port: number): string {
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}
