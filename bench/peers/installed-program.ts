import { spawnSync } from 'node:child_process';

/** An installed program, and the version it reports, such as `2.15.2`. */
interface InstalledProgram {
  readonly path: string;
  readonly version: string | undefined;
}

/** The program at `path`, by default the one of that name in PATH; undefined if it does not run. */
export function findProgram(name: string, path = name): InstalledProgram | undefined {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 ? { path, version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] } : undefined;
}
