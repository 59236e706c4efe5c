import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BusProcess, LOG_FILE_NAMES } from '../../harness/bus-process';
import type { Entry } from '../auditor';
import { bytesOf, parseStrace, type SystemCall } from './parse-strace';

/** Operations on the log's files and messages that left the process, in the order of the system calls. */
export type Operation =
  | {
      readonly kind: 'write';
      readonly write: number;
      readonly file: string;
      readonly offset: number;
      readonly data: Buffer;
    }
  /** A write has returned; with O_DSYNC it is then on disk. */
  | { readonly kind: 'written'; readonly write: number; readonly isSynced: boolean }
  | { readonly kind: 'sync'; readonly sync: number; readonly file: string }
  | { readonly kind: 'synced'; readonly sync: number }
  | { readonly kind: 'truncate'; readonly file: string; readonly bytes: number }
  /** An acknowledgement or a delivery was sent: the highest position it names. */
  | { readonly kind: 'told'; readonly position: number };

export interface DiskRecording {
  readonly operations: readonly Operation[];
  /** The final log. */
  readonly log: readonly Entry[];
}

const CALLS =
  'openat,lseek,pwrite64,pwritev,write,writev,fsync,fdatasync,ftruncate,sendto,sendmsg,msync,sync_file_range';
const STRING_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Records a bus from its first start on, while `load` runs against it. The bus is the real process on a real disk; strace
 * records each system call with its bytes.
 */
export async function recordDisk(
  options: { folder: string; preload?: string | undefined },
  load: (bus: BusProcess) => Promise<void>,
): Promise<DiskRecording> {
  const trace = join(options.folder, 'trace');
  const wrapper = [
    'strace',
    '-D',
    '-f',
    '-xx',
    '-s',
    String(STRING_BYTES_MAX),
    '-e',
    `trace=${CALLS}`,
    '-o',
    trace,
  ];
  const bus = await BusProcess.create({ preload: options.preload, wrapper });
  try {
    await bus.start();
    await load(bus);
    const log = await bus.readLog();
    await bus.end('SIGTERM');
    return { operations: toOperations(parseStrace(await readFile(trace, 'utf8'))), log };
  } finally {
    await bus.remove();
  }
}

function toOperations(calls: readonly SystemCall[]): Operation[] {
  const files = new Map<string, { name: string; isSynced: boolean; offset: number }>();
  const underWay = new Map<string, (result: number) => Operation | undefined>();
  const operations: Operation[] = [];
  let count = 0;

  /** Records what a call starts; returns a function that gives what its return completes. */
  function begin({ name, args }: SystemCall): ((result: number) => Operation | undefined) | undefined {
    const fd = /^(\d+)/.exec(args)?.[1] ?? '';
    const file = files.get(fd);
    if (name === 'openat') {
      const name = basename(bytesOf(args).toString());
      return (result) => {
        files.delete(String(result));
        if (LOG_FILE_NAMES.includes(name) && /O_(RDWR|WRONLY)/.test(args)) {
          files.set(String(result), { name, isSynced: args.includes('DSYNC'), offset: 0 });
        }
        return undefined;
      };
    }
    if (file === undefined) {
      const position = /^(write|writev|sendto|sendmsg)$/.test(name) ? highestPosition(bytesOf(args)) : 0;
      if (position > 0) operations.push({ kind: 'told', position });
      return undefined;
    }
    if (name === 'lseek') {
      file.offset = Number(/, (\d+), SEEK_SET/.exec(args)?.[1]);
      return undefined;
    }
    if (name === 'ftruncate') {
      operations.push({ kind: 'truncate', file: file.name, bytes: Number(/, (\d+)/.exec(args)?.[1]) });
      return undefined;
    }
    count += 1;
    const number = count;
    if (name === 'fsync' || name === 'fdatasync') {
      operations.push({ kind: 'sync', sync: number, file: file.name });
      return (result) => (result === 0 ? { kind: 'synced', sync: number } : undefined);
    }
    if (!/^p?write(v|64)?$/.test(name)) throw new Error(`Expected no ${name} on ${file.name}.`);
    const data = bytesOf(args);
    const offset = name.startsWith('p') ? Number(/, (\d+)$/.exec(args)?.[1]) : file.offset;
    operations.push({ kind: 'write', write: number, file: file.name, offset, data });
    return (result) => {
      if (result !== data.length)
        throw new Error(`Expected a whole write of ${data.length} bytes, got ${result}.`);
      if (!name.startsWith('p')) file.offset += data.length;
      return { kind: 'written', write: number, isSynced: file.isSynced };
    };
  }

  for (const call of calls) {
    const key = call.thread;
    if (call.half !== 'end') {
      const finish = begin(call);
      if (finish) underWay.set(key, finish);
    }
    if (call.half === 'begin') continue;
    const done = underWay.get(key)?.(call.result ?? 0);
    underWay.delete(key);
    if (done) operations.push(done);
  }
  return operations;
}

function highestPosition(bytes: Buffer): number {
  const positions = bytes.toString('latin1').matchAll(/"position":(\d+)/g);
  return Math.max(0, ...[...positions].map(([, position]) => Number(position)));
}
