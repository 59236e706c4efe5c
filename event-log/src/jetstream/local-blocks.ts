import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib';
import type { Logger } from '@blog/service-kit';
import { DiskFile } from '../disk-file';
import { EventBlock } from '../event-block';
import { PassingBlocks } from '../passing-blocks';

const deflate = promisify(deflateRaw);
/** The fastest level: a reader of the history competes for the same CPU. */
const LEVEL = 1;
/** Maximum blocks being compressed at a time; others are not kept. */
const KEEPING_MAX = 8;
/** Added to the size of the lines, so that they are decompressed into a single buffer. */
const SPARE_BYTES = 64;

interface Options {
  /** A folder for this process only. */
  readonly folder: string;
  /** Maximum size on disk in bytes. The older half is evicted as a whole. */
  readonly bytesMax: number;
  readonly logger: Logger;
}

interface Location {
  readonly first: number;
  readonly last: number;
  readonly offset: number;
  readonly bytes: number;
  readonly linesBytes: number;
  /** CRC-32 of the stored bytes. */
  readonly checksum: number;
}

interface Half {
  readonly file: DiskFile;
  readonly path: string;
  /** By first position. */
  readonly locations: Map<number, Location>;
}

/**
 * A disk cache of the history blocks that this process has read, compressed; it lasts as long as the process. Only an
 * optimization: a block that is damaged or cannot be written is read from the stream.
 */
export class LocalBlocks {
  readonly #options: Options;
  readonly #passing = new PassingBlocks();
  #newer: Half | undefined;
  #older: Half | undefined;
  #made = 0;
  #keeping = 0;
  #isOff = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The block that starts at a position, if cached. */
  get(first: number): EventBlock | undefined {
    return this.#load(first, load);
  }

  /** As `get`, but the block is valid only until the next call. */
  pass(first: number): EventBlock | undefined {
    return (
      this.#passing.find(first) ??
      this.#load(first, (file, location) => this.#pass(file, location) ?? load(file, location))
    );
  }

  #pass(file: DiskFile, location: Location): EventBlock | undefined {
    const { first, last, bytes, offset } = location;
    const read = (buffer: Buffer) => requireStored(file.readInto(buffer, offset), location);
    return this.#passing.load({ first, last, bytes, read });
  }

  #load(first: number, loadFrom: (file: DiskFile, location: Location) => EventBlock): EventBlock | undefined {
    const half = [this.#newer, this.#older].find((one) => one?.locations.has(first));
    const location = half?.locations.get(first);
    if (half === undefined || location === undefined) return undefined;
    try {
      return loadFrom(half.file, location);
    } catch (err) {
      this.#options.logger.warn(
        { err, first },
        'cannot read a block from the disk; reading it from the stream',
      );
      half.locations.delete(first);
      return undefined;
    }
  }

  /** Caches a block, unless it is cached already or too many are being compressed. Resolves once it can be read. */
  async keep(block: EventBlock): Promise<void> {
    if (this.#isOff || this.#keeping >= KEEPING_MAX || this.#has(block.first)) return;
    this.#keeping += 1;
    try {
      this.#write(block, await deflate(block.lines, { level: LEVEL }));
    } catch (err) {
      this.#options.logger.warn(
        { err },
        'cannot keep blocks of the history on the disk; reading them from the stream',
      );
      this.stop();
    } finally {
      this.#keeping -= 1;
    }
  }

  /** Deletes all blocks and caches no more. */
  stop(): void {
    this.#isOff = true;
    for (const half of [this.#newer, this.#older]) if (half !== undefined) drop(half);
    this.#newer = undefined;
    this.#older = undefined;
  }

  #has(first: number): boolean {
    return [this.#newer, this.#older].some((half) => half?.locations.has(first));
  }

  #write({ first, last, lines }: EventBlock, stored: Buffer): void {
    if (this.#isOff) return;
    const { file, locations } = this.#halfFor(stored.length);
    const offset = file.bytes;
    file.write(stored, offset);
    const checksum = crc32(stored);
    locations.set(first, { first, last, offset, bytes: stored.length, linesBytes: lines.length, checksum });
  }

  #halfFor(bytes: number): Half {
    const { bytesMax } = this.#options;
    if (this.#newer !== undefined && this.#newer.file.bytes + bytes <= bytesMax / 2) return this.#newer;
    if (this.#older !== undefined) drop(this.#older);
    this.#older = this.#newer;
    this.#newer = this.#make();
    return this.#newer;
  }

  #make(): Half {
    const { folder } = this.#options;
    mkdirSync(folder, { recursive: true });
    this.#made += 1;
    const path = join(folder, `blocks-${this.#made % 2}`);
    // An earlier process may have left it.
    rmSync(path, { force: true });
    return { file: new DiskFile(path), path, locations: new Map() };
  }
}

function requireStored(stored: Buffer, { checksum }: Location): Buffer {
  if (crc32(stored) !== checksum) throw new Error('It does not match its checksum.');
  return stored;
}

function load(file: DiskFile, location: Location): EventBlock {
  const { first, last, offset, bytes, linesBytes } = location;
  const stored = requireStored(file.read(offset, bytes), location);
  return new EventBlock({
    first,
    last,
    lines: inflateRawSync(stored, { chunkSize: linesBytes + SPARE_BYTES }),
  });
}

function drop({ file, path }: Half): void {
  file.close();
  rmSync(path, { force: true });
}
