import { spawnSync } from 'node:child_process';

/** The program at `path`, or else the one of that name in PATH; undefined if it does not run. */
export function findProgram(name: string, path: string | undefined): string | undefined {
  const program = path ?? name;
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0 ? program : undefined;
}

/** The version that it says it has, such as `2.15.2`. */
export function versionOf(program: string | undefined): string | undefined {
  if (program === undefined) return undefined;
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0];
}
