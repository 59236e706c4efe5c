import { LOG_FILE_NAMES, type LogFiles } from '../../harness/bus-process';
import type { SeededRandom } from '../seeded-random';
import type { Operation } from './disk-recording';

/** The unit that a disk writes atomically. */
const SECTOR_BYTES = 512;

interface Write {
  readonly file: string;
  readonly offset: number;
  readonly data: Buffer;
  hasReturned: boolean;
}

/** The possible files of a log after a power cut, and the highest position that had been announced to anybody. */
export interface AfterPowerCut {
  readonly files: LogFiles;
  readonly toldPosition: number;
}

/**
 * Cuts the power before operation `cut`. Keeps what was synced by then; of the rest a random subset, in random order, each
 * write torn at sector boundaries.
 */
export function cutPower(operations: readonly Operation[], cut: number, random: SeededRandom): AfterPowerCut {
  const disk = new Map(LOG_FILE_NAMES.map((name) => [name, new DiskImage()]));
  const unsynced = new Map<number, Write>();
  const covered = new Map<number, readonly number[]>();
  let toldPosition = 0;
  for (const operation of operations.slice(0, cut)) {
    switch (operation.kind) {
      case 'write':
        unsynced.set(operation.write, { ...operation, hasReturned: false });
        break;
      case 'written': {
        const write = unsynced.get(operation.write) as Write;
        write.hasReturned = true;
        if (operation.isSynced) keep(operation.write);
        break;
      }
      case 'sync':
        covered.set(
          operation.sync,
          [...unsynced]
            .filter(([, { file, hasReturned }]) => hasReturned && file === operation.file)
            .map(([number]) => number),
        );
        break;
      case 'synced':
        for (const number of covered.get(operation.sync) ?? []) keep(number);
        break;
      case 'truncate':
        (disk.get(operation.file) as DiskImage).truncate(operation.bytes);
        break;
      case 'told':
        toldPosition = Math.max(toldPosition, operation.position);
        break;
    }
  }
  for (const write of random.shuffle([...unsynced.values()])) {
    if (random.chance(0.5)) tear(disk.get(write.file) as DiskImage, write, random);
  }
  return { files: new Map([...disk].map(([name, { bytes }]) => [name, bytes])), toldPosition };

  function keep(number: number): void {
    const write = unsynced.get(number);
    if (write !== undefined) (disk.get(write.file) as DiskImage).write(write.offset, write.data);
    unsynced.delete(number);
  }
}

/** Writes all sectors, the first few, or any subset. */
function tear(disk: DiskImage, { offset, data }: Write, random: SeededRandom): void {
  const how = random.pick(['all', 'up to a point', 'any'] as const);
  const end = how === 'up to a point' ? random.integer(0, data.length) : data.length;
  for (let at = 0; at < end; ) {
    const bytes = Math.min(SECTOR_BYTES - ((offset + at) % SECTOR_BYTES), data.length - at);
    if (how !== 'any' || random.chance(0.5)) disk.write(offset + at, data.subarray(at, at + bytes));
    at += bytes;
  }
}

class DiskImage {
  #buffer = Buffer.alloc(1024 * 1024);
  #bytes = 0;

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#bytes);
  }

  write(offset: number, data: Buffer): void {
    const end = offset + data.length;
    if (end > this.#buffer.length) {
      const larger = Buffer.alloc(end * 2);
      this.#buffer.copy(larger);
      this.#buffer = larger;
    }
    data.copy(this.#buffer, offset);
    this.#bytes = Math.max(this.#bytes, end);
  }

  truncate(bytes: number): void {
    this.write(bytes, Buffer.alloc(0));
    this.#buffer.fill(0, bytes);
    this.#bytes = bytes;
  }
}
