import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../../service-kit/test/eventually';

/** Set by `scripts/left-out.js`, or else the one in PATH. */
const PROGRAM = process.env.NATS_SERVER ?? 'nats-server';
const LOG_LINES_KEPT = 20;

interface Place {
  readonly name: string;
  readonly folder: string;
  readonly clientPort: number;
  readonly monitorPort: number;
  /** Whether it syncs before it acknowledges. */
  readonly isSynced: boolean;
  /** Where the others reach it, and where it reaches them; one server alone has none. */
  readonly cluster: { readonly port: number; readonly routes: readonly number[] } | undefined;
}

/** One nats-server as a real process, which keeps its ports and its files however often it is killed and started again. */
export class NatsServer {
  readonly #place: Place;
  readonly #config: string;
  readonly dataFolder: string;
  #child: ChildProcess | undefined;
  #lines: string[] = [];

  constructor(place: Place) {
    this.#place = place;
    this.dataFolder = join(place.folder, place.name);
    this.#config = join(place.folder, `${place.name}.conf`);
    this.configure();
  }

  get name(): string {
    return this.#place.name;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.#place.clientPort}`;
  }

  get monitorUrl(): string {
    return `http://127.0.0.1:${this.#place.monitorPort}`;
  }

  get clientPort(): number {
    return this.#place.clientPort;
  }

  get pid(): number {
    return this.#child?.pid as number;
  }

  /** From its next start on: what it may store, in bytes; what the disk has room for unless it is said. */
  configure({ storeBytesMax }: { storeBytesMax?: number } = {}): void {
    writeFileSync(this.#config, configOf(this.#place, { dataFolder: this.dataFolder, storeBytesMax }));
  }

  /** Resolves once its JetStream runs; that its streams are current can take the server more than a minute to say. */
  async start(): Promise<void> {
    this.begin();
    await this.healthy();
  }

  /** Starts it, without waiting. */
  begin(): void {
    const child = spawn(PROGRAM, ['-c', this.#config], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#lines = [...this.#lines, ...chunk.toString().split('\n')].slice(-LOG_LINES_KEPT);
    });
    // A test run that is broken off takes its servers with it.
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    this.#child = child;
  }

  async healthy(): Promise<void> {
    const url = new URL('/healthz?js-server-only=true', this.monitorUrl);
    await eventually(
      async () => {
        if (!this.isRunning) throw new Error(`${this.name} ended: ${this.#lines.join('\n')}`);
        const { status } = await fetch(url, { signal: AbortSignal.timeout(1_000) });
        if (status !== 200) throw new Error(`${this.name} is not healthy: ${this.#lines.join('\n')}`);
      },
      { withinMs: 60_000, everyMs: 50 },
    );
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** Whether its JetStream runs: without room on its disk it ends, and runs again after a start. */
  async isStoring(): Promise<boolean> {
    return (await fetch(new URL('/healthz?js-enabled-only=true', this.monitorUrl))).ok;
  }

  /** What its streams have stored, in bytes, as `max_file_store` counts it. */
  async storedBytes(): Promise<number> {
    const response = await fetch(new URL('/jsz', this.monitorUrl));
    return ((await response.json()) as { storage: number }).storage;
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** By `kill -9`; resolves once it is gone. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const exited = once(this.#child as ChildProcess, 'exit');
    this.#child?.kill('SIGKILL');
    await exited;
  }

  /** Loses the files of a server that does not run. */
  loseFiles(): void {
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}

function configOf(
  { name, clientPort, monitorPort, isSynced, cluster }: Place,
  { dataFolder, storeBytesMax }: { dataFolder: string; storeBytesMax: number | undefined },
): string {
  const sync = isSynced ? ', sync_interval: always' : '';
  const max = storeBytesMax === undefined ? '' : `, max_file_store: ${storeBytesMax}`;
  const routes = cluster?.routes.map((port) => `"nats://127.0.0.1:${port}"`).join(', ');
  return [
    `server_name: ${name}`,
    `listen: "127.0.0.1:${clientPort}"`,
    `http: "127.0.0.1:${monitorPort}"`,
    `jetstream { store_dir: ${JSON.stringify(dataFolder)}${sync}${max} }`,
    // Nobody is told of other addresses: what a test has put in between is not gone around.
    cluster &&
      `cluster { name: test, listen: "127.0.0.1:${cluster.port}", advertise: "127.0.0.1:1", no_advertise: true, routes: [${routes}] }`,
  ].join('\n');
}
