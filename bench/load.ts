import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { LoadAnswer, LoadFigures, LoadJob, LoadRequest } from './load-messages';
import { pinned } from './pinning';

const LOAD_PROGRAM = join(__dirname, 'load-process.ts');
const REGISTER = resolve(__dirname, '../service-kit/test/programs/register-swc.js');
/** After this, something must have been lost. */
const ANSWER_MS_MAX = 600_000;
const NODE = [process.execPath, '--expose-gc', '-C', '@blog/source', '-r', REGISTER];

/** A load process on its own core that does one job. */
export class Load {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  /** Starts the process; `open` waits for it. It is killed when `signal` is aborted. */
  constructor(options: { program?: string | undefined; signal?: AbortSignal | undefined } = {}) {
    const { program = LOAD_PROGRAM, signal } = options;
    const [command, ...argv] = pinned('load', [...NODE, program]);
    this.#child = spawn(command, argv, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    });
    this.#ended = once(this.#child, 'exit').then(([code, signal]) => {
      throw new Error(`The load process ended with ${signal ?? `exit code ${code}`}.`);
    });
    this.#ended.catch(() => {});
  }

  /** Resolves once it is ready for its first round. */
  async open(job: LoadJob): Promise<void> {
    await this.#ask({ ask: 'open', job });
  }

  round(ms: number): Promise<LoadFigures> {
    return this.#ask({ ask: 'round', ms }) as Promise<LoadFigures>;
  }

  /** Resolves with the number of verified events. @throws Error  one was lost, or came twice */
  verify(): Promise<number> {
    return this.#ask({ ask: 'verify' }) as Promise<number>;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended.catch(() => {});
  }

  async #ask(request: LoadRequest): Promise<unknown> {
    this.#child.send(request);
    const answered = once(this.#child, 'message', { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const [answer] = (await Promise.race([answered, this.#ended])) as [LoadAnswer];
    if ('error' in answer) throw new Error(answer.error, { cause: answer.stack });
    return answer.value;
  }
}
