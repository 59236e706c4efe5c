import { readFileSync } from 'node:fs';

/** Resident memory of a process in MiB; undefined without `/proc` (only Linux has it). */
export function residentMiB(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}
