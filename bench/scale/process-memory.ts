import { readFileSync } from 'node:fs';

const MIB_KIB = 1024;

/** Memory of a process in MiB: resident, and anonymous (without file pages). Linux only. */
export function processMemory(pid: number): { rssMiB: number; anonymousMiB: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / MIB_KIB;
  return { rssMiB: mebibytes('VmRSS'), anonymousMiB: mebibytes('RssAnon') };
}
