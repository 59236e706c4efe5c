import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../../service-kit/test/eventually';
import { isOnlyLooking, isPrinted, type LessonStep } from './read-lesson';

/** How long what a lesson shows may take to come true. */
const SHOWN_WITHIN_MS = 90_000;
/** Ends the output of a step; no program prints it. */
const RECORD_SEPARATOR = '\u001e';

interface Options {
  /** Where the commands are typed. */
  readonly folder: string;
  /** Changes a command before it runs, to where the system under test is. */
  readonly translate: (commands: string) => string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Types the commands of lessons into one bash; what one step sets the next ones have. */
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
   * Runs a step; one that only looks is repeated until it prints what the lesson shows.
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
    // With all that was started there.
    for (const { pid } of all) if (pid !== undefined) process.kill(-pid, 'SIGTERM');
    await Promise.all(ended);
  }

  async #runOnce({ line, commands, prints }: LessonStep): Promise<void> {
    this.#output = '';
    // In braces, so that the last status is that of the step and not of a line of it.
    this.#bash.stdin.write(
      `{ ${this.#options.translate(commands)}\n}; printf '${RECORD_SEPARATOR}%s${RECORD_SEPARATOR}' $?\n`,
    );
    const [output, status] = await this.#record();
    const where = `line ${line}: ${commands}`;
    if (status !== '0') throw new Error(`${where}\nended with ${status}:\n${output}`);
    if (prints !== undefined && !isPrinted(prints, output))
      throw new Error(`${where}\nwas expected to print\n${prints}\nand printed\n${output}`);
  }

  /** What the step printed, and its status. */
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
      // A process group of its own, so that it ends with all that it has started.
      detached: true,
    });
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcessWithoutNullStreams) =>
  (exitCode ?? signalCode) !== null;
