import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../../service-kit/test/eventually';
import { isOnlyLooking, isPrinted, type LessonStep } from './read-lesson';

/** How long the output that a lesson shows may take to appear. */
const SHOWN_WITHIN_MS = 90_000;
/** Marks the end of a step's output; no program prints it. */
const RECORD_SEPARATOR = '\u001e';

interface Options {
  /** Working directory of the commands. */
  readonly folder: string;
  /** Adapts a command to the system under test before it runs. */
  readonly translate: (commands: string) => string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the commands of lessons in one bash; later steps see what earlier ones set. */
export class LessonTerminal {
  readonly #options: Options;
  readonly #bash: ChildProcessWithoutNullStreams;
  readonly #others: ChildProcessWithoutNullStreams[] = [];
  #output = '';
  #wake: (() => void) | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#bash = this.#openBash();
    for (const stream of [this.#bash.stdout, this.#bash.stderr])
      stream.on('data', (chunk) => {
        this.#output += chunk;
        this.#wake?.();
      });
    this.#bash.once('close', () => this.#wake?.());
  }

  /**
   * Runs a step; a read-only one is repeated until it prints what the lesson shows.
   * @throws Error  a command failed, or printed something else
   */
  async run(step: LessonStep): Promise<void> {
    if (step.isInAnotherTerminal) {
      const other = this.#openBash();
      this.#others.push(other);
      other.stdin.end(`${this.#options.translate(step.commands)}\n`);
      return;
    }
    await eventually(() => this.#runOnce(step), {
      withinMs: isOnlyLooking(step) ? SHOWN_WITHIN_MS : 0,
      everyMs: 200,
    });
  }

  async close(): Promise<void> {
    const all = [this.#bash, ...this.#others].filter((bash) => !hasEnded(bash));
    const ended = all.map((bash) => once(bash, 'close'));
    // Including all processes started there.
    for (const { pid } of all) if (pid !== undefined) process.kill(-pid, 'SIGTERM');
    await Promise.all(ended);
  }

  async #runOnce({ line, commands, prints }: LessonStep): Promise<void> {
    this.#output = '';
    // In braces, so that the exit status is the step's and not a line's.
    this.#bash.stdin.write(
      `{ ${this.#options.translate(commands)}\n}; printf '${RECORD_SEPARATOR}%s${RECORD_SEPARATOR}' $?\n`,
    );
    const [output, status] = await this.#record();
    const where = `line ${line}: ${commands}`;
    if (status !== '0') throw new Error(`${where}\nended with ${status}:\n${output}`);
    if (prints !== undefined && !isPrinted(prints, output))
      throw new Error(`${where}\nwas expected to print\n${prints}\nand printed\n${output}`);
  }

  /** The step's output and exit status. */
  async #record(): Promise<[output: string, status: string]> {
    while (this.#output.split(RECORD_SEPARATOR).length < 3) {
      if (hasEnded(this.#bash)) throw new Error(`bash ended: ${this.#output}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#output.split(RECORD_SEPARATOR) as [string, string];
  }

  #openBash(): ChildProcessWithoutNullStreams {
    const { folder, env } = this.#options;
    return spawn('bash', ['--norc'], {
      ...{ cwd: folder, env: { ...process.env, ...env }, stdio: 'pipe' },
      // Its own process group, so that it ends with all processes it has started.
      detached: true,
    });
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcessWithoutNullStreams) =>
  (exitCode ?? signalCode) !== null;
