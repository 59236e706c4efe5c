import { readFileSync } from 'node:fs';

/** The memory of a process that is in RAM, in MiB; undefined where there is no `/proc` (anywhere but on Linux). */
export function residentMiB(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}
