import { spawnSync } from 'node:child_process';

/** A program that is installed, and the version that it says it has, such as `2.15.2`. */
interface InstalledProgram {
  readonly path: string;
  readonly version: string | undefined;
}

/** The program at `path`, or else the one of that name in PATH; undefined if it does not run. */
export function findProgram(name: string, path = name): InstalledProgram | undefined {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 ? { path, version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] } : undefined;
}
