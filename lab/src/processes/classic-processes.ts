import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { ClassicEvents, ClassicProcesses } from '../domain/classic-run';

/** The same path from the sources and from the build. */
const RUN = join(__dirname, '../../classic/run.js');
const ON_WINDOWS = process.platform === 'win32';
const GONE: ReadonlySet<string | undefined> = new Set(['ESRCH', 'EPERM']);
const told = z.union([z.strictObject({ listening: z.string() }), z.strictObject({ ended: z.string() })]);

/**
 * Runs the classic system's parts on the given ports, through an intermediate process, which ends them however this one
 * ends: a frozen part could not notice that by itself.
 */
export function openClassicProcesses(
  ports: Readonly<Record<string, number>>,
  events: ClassicEvents,
): ClassicProcesses {
  const runner = fork(RUN, {
    // This system's settings are not passed on to that one.
    env: { ...pick('SystemRoot'), PORTS: JSON.stringify(ports) },
    execArgv: ['--max-semi-space-size=1'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Its own process group: Ctrl-C in the terminal does not reach it, and one signal kills all of it.
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
    // Its end is handled above.
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

/** Kills what is left of the runner's group, frozen or not. */
function killAll({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (ON_WINDOWS) {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // They have ended already; macOS answers EPERM for a group in which only zombies are left.
    if (!GONE.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}
