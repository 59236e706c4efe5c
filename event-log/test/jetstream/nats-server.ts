import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../../service-kit/test/eventually';

/** Set by `scripts/left-out.js`; otherwise the one in PATH. */
const PROGRAM = process.env.NATS_SERVER ?? 'nats-server';
const LOG_LINES_KEPT = 20;

interface Settings {
  readonly name: string;
  readonly folder: string;
  readonly clientPort: number;
  readonly monitorPort: number;
  /** Whether it syncs before it acknowledges. */
  readonly isSynced: boolean;
  /** Its cluster port, and the ports of the other servers; undefined for a single server. */
  readonly cluster: { readonly port: number; readonly routes: readonly number[] } | undefined;
}

/** A real nats-server process; it keeps its ports and files when it is killed and restarted. */
export class NatsServer {
  readonly #settings: Settings;
  readonly #config: string;
  readonly dataFolder: string;
  #child: ChildProcess | undefined;
  #lines: string[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
    this.dataFolder = join(settings.folder, settings.name);
    this.#config = join(settings.folder, `${settings.name}.conf`);
    this.configure();
  }

  get name(): string {
    return this.#settings.name;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.#settings.clientPort}`;
  }

  get monitorUrl(): string {
    return `http://127.0.0.1:${this.#settings.monitorPort}`;
  }

  get clientPort(): number {
    return this.#settings.clientPort;
  }

  get pid(): number {
    return this.#child?.pid as number;
  }

  /** Sets its storage limit in bytes from the next start on; by default what fits on the disk. */
  configure({ storeBytesMax }: { storeBytesMax?: number } = {}): void {
    writeFileSync(this.#config, configOf(this.#settings, { dataFolder: this.dataFolder, storeBytesMax }));
  }

  /** Resolves once its JetStream runs; it can take more than a minute to report its streams as current. */
  async start(): Promise<void> {
    this.begin();
    await this.healthy();
  }

  /** Starts it without waiting. */
  begin(): void {
    const child = spawn(PROGRAM, ['-c', this.#config], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#lines = [...this.#lines, ...chunk.toString().split('\n')].slice(-LOG_LINES_KEPT);
    });
    // An aborted test run kills its servers.
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

  /** Whether its JetStream runs: it stops when the disk is full, and runs again after a restart. */
  async isStoring(): Promise<boolean> {
    return (await fetch(new URL('/healthz?js-enabled-only=true', this.monitorUrl))).ok;
  }

  /** Size of its streams in bytes, as counted by `max_file_store`. */
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

  /** Kills it (`kill -9`); resolves once it has exited. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const exited = once(this.#child as ChildProcess, 'exit');
    this.#child?.kill('SIGKILL');
    await exited;
  }

  /** Deletes the files of a stopped server. */
  loseFiles(): void {
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}

function configOf(
  { name, clientPort, monitorPort, isSynced, cluster }: Settings,
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
    // Advertises no other addresses, so that the test's proxy cannot be bypassed.
    cluster &&
      `cluster { name: test, listen: "127.0.0.1:${cluster.port}", advertise: "127.0.0.1:1", no_advertise: true, routes: [${routes}] }`,
  ].join('\n');
}
