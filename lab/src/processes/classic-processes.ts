import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { ClassicEvents, ClassicProcesses } from '../domain/classic-run';

/** The folder is the same from the sources and from what is built. */
const RUN = join(__dirname, '../../classic/run.js');
const ON_WINDOWS = process.platform === 'win32';
const GONE: ReadonlySet<string | undefined> = new Set(['ESRCH', 'EPERM']);
const told = z.union([z.strictObject({ listening: z.string() }), z.strictObject({ ended: z.string() })]);

/**
 * Runs the classic system's parts, on these ports by their names, by a process between: it ends them however this one ends, which
 * a part could not see while it is frozen.
 */
export function openClassicProcesses(
  ports: Readonly<Record<string, number>>,
  events: ClassicEvents,
): ClassicProcesses {
  const runner = fork(RUN, {
    // What the user has set for this system is not meant for that one.
    env: { ...pick('SystemRoot'), PORTS: JSON.stringify(ports) },
    execArgv: ['--max-semi-space-size=1'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // A group of its own: Ctrl-C in the terminal is for whoever has started this, and all can be killed at once.
    detached: !ON_WINDOWS,
  });
  runner.on('message', (message) => {
    const news = told.parse(message);
    if ('listening' in news) events.listens(news.listening);
    else events.hasEnded(news.ended);
  });
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      killAll(runner);
      events.closed();
      resolve();
    };
    runner.once('exit', end).once('error', end);
  });
  const tell = (message: object) => {
    // If it is gone, that is heard above.
    if (runner.connected) runner.send(message, () => {});
  };
  return {
    start: (name) => tell({ start: name }),
    signal: (name, signal) => tell({ signal, name }),
    close() {
      if (runner.connected) runner.disconnect();
      return exited;
    },
  };
}

const pick = (name: string) => {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
};

/** What is left of the runner's group, frozen or not. */
function killAll({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (ON_WINDOWS) {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // They have ended already; macOS says EPERM of a group in which nothing is left but what nobody has waited for.
    if (!GONE.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}
