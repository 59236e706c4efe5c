import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Selects a CPU core: one for the servers, one for the load. */
export type Role = 'server' | 'load';

const CORES = { server: '0', load: '1' } as const;

/** Whether servers and load each have their own core. */
export const isPinned =
  availableParallelism() >= 2 &&
  spawnSync('taskset', ['-c', '0,1', 'true'], { stdio: 'ignore' }).status === 0;

/** The command that runs `command` on the core of its role; `command` itself without two cores and `taskset`. */
export function pinned(role: Role, command: readonly string[]): [string, ...string[]] {
  const whole = isPinned ? ['taskset', '-c', CORES[role], ...command] : command;
  return whole as [string, ...string[]];
}
