import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const REGISTER = join(__dirname, 'register-swc.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed, line by line. */
  readonly lines: readonly string[];
}

/** One of the TypeScript programs beside this file, as a real process that runs the kit's sources. */
export class Program {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  readonly ended: Promise<Ended>;

  /** `wrapper` is a command with its arguments that starts the program, such as `unshare`. */
  constructor(
    name: string,
    env: Readonly<Record<string, string>>,
    options: { wrapper?: readonly string[] } = {},
  ) {
    const node = [process.execPath, '-C', '@blog/source', '-r', REGISTER, join(__dirname, `${name}.ts`)];
    const [command = '', ...argv] = [...(options.wrapper ?? []), ...node];
    this.child = spawn(command, argv, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // One that hangs fails its test by how it ended, and never outlives it.
      timeout: 20_000,
      killSignal: 'SIGABRT',
    });
    for (const output of [this.child.stdout, this.child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (line) => this.lines.push(line));
    }
    this.ended = new Promise((done) => {
      this.child.once('close', (code, signal) => done({ code, signal, lines: this.lines }));
    });
  }

  /** Resolves with the first message of that name that it sends from now on; fails if it ends before. */
  hears<Message extends { name: string }>(name: string): Promise<Message> {
    return new Promise((done, fail) => {
      this.child.on('message', (message: Message) => {
        if (message.name === name) done(message);
      });
      void this.ended.then(({ lines }) => fail(new Error(`It ended without ${name}:\n${lines.join('\n')}`)));
    });
  }
}
