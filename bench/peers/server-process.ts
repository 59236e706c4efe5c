import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../../service-kit/test/eventually';
import { pinned, type Role } from '../pinning';

const LOG_LINES_KEPT = 20;
const READY_WITHIN_MS = 30_000;

/** A real server process on the servers' core, or on the load's if it is part of the load. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #log: string[] = [];

  private constructor(command: readonly string[], env: NodeJS.ProcessEnv, role: Role) {
    const [program, ...argv] = pinned(role, command);
    const child = spawn(program, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk: Buffer) => {
        this.#log = [...this.#log, chunk.toString()].slice(-LOG_LINES_KEPT);
      });
    }
    this.#child = child;
    this.#exited = once(child, 'exit');
  }

  /** Starts it and waits until `isReady` no longer throws. @throws Error  with its last log lines */
  static async start(
    command: readonly string[],
    options: { isReady: () => Promise<unknown>; env?: NodeJS.ProcessEnv; role?: Role | undefined },
  ): Promise<ServerProcess> {
    const env = { ...process.env, ...options.env };
    const server = new ServerProcess(command, env, options.role ?? 'server');
    let hasEnded = false;
    void server.#exited.then(() => {
      hasEnded = true;
    });
    const isReadyOrEnded = () => hasEnded || options.isReady();
    try {
      await eventually(isReadyOrEnded, { withinMs: READY_WITHIN_MS, everyMs: 20 });
      if (hasEnded) throw new Error('It ended.');
    } catch (cause) {
      await server.stop();
      throw new Error(`${command.join(' ')} is not ready: ${server.#log.join('')}`, { cause });
    }
    return server;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Stops it gracefully and waits until it has exited. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exited;
  }
}
