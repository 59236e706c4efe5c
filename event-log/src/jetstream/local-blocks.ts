import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib';
import type { Logger } from '@blog/service-kit';
import { DiskFile } from '../disk-file';
import { EventBlock } from '../event-block';
import { PassingBlocks } from '../passing-blocks';

const deflate = promisify(deflateRaw);
/** The fastest: whoever reads history for the first time waits for the same processor. */
const LEVEL = 1;
/** Blocks that are being compressed; while there are so many, others are not kept. */
const KEEPING_MAX = 8;
/** Beyond the lines, so that they are unpacked into one piece of memory. */
const SPARE_BYTES = 64;

interface Options {
  /** A folder for this process alone. */
  readonly folder: string;
  /** Size on disk at most, in bytes. Half of it is let go of at once, the older half. */
  readonly bytesMax: number;
  readonly logger: Logger;
}

interface Place {
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
  readonly places: Map<number, Place>;
}

/**
 * Blocks of the history that this process has read, compressed, on this machine's disk: whoever reads them again is served from
 * there. They are gone with the process. Only a help: what is damaged or cannot be written is read from the stream.
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

  /** The block that begins at a position, if it is here. */
  get(first: number): EventBlock | undefined {
    return this.#load(first, load);
  }

  /** As `get`; the block is valid only until another one is looked at. */
  pass(first: number): EventBlock | undefined {
    return (
      this.#passing.find(first) ??
      this.#load(first, (file, place) => this.#pass(file, place) ?? load(file, place))
    );
  }

  #pass(file: DiskFile, place: Place): EventBlock | undefined {
    const { first, last, bytes, offset } = place;
    const read = (room: Buffer) => requireStored(file.readInto(room, offset), place);
    return this.#passing.load({ first, last, bytes, read });
  }

  #load(first: number, loadFrom: (file: DiskFile, place: Place) => EventBlock): EventBlock | undefined {
    const half = [this.#newer, this.#older].find((one) => one?.places.has(first));
    const place = half?.places.get(first);
    if (half === undefined || place === undefined) return undefined;
    try {
      return loadFrom(half.file, place);
    } catch (err) {
      this.#options.logger.warn(
        { err, first },
        'cannot read a block from the disk; reading it from the stream',
      );
      half.places.delete(first);
      return undefined;
    }
  }

  /** Keeps a block, unless it is here already or too many are being kept. Resolves once it can be read. */
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

  /** Lets go of all of them, for good. */
  stop(): void {
    this.#isOff = true;
    for (const half of [this.#newer, this.#older]) if (half !== undefined) drop(half);
    this.#newer = undefined;
    this.#older = undefined;
  }

  #has(first: number): boolean {
    return [this.#newer, this.#older].some((half) => half?.places.has(first));
  }

  #write({ first, last, lines }: EventBlock, stored: Buffer): void {
    if (this.#isOff) return;
    const { file, places } = this.#halfFor(stored.length);
    const offset = file.bytes;
    file.write(stored, offset);
    const checksum = crc32(stored);
    places.set(first, { first, last, offset, bytes: stored.length, linesBytes: lines.length, checksum });
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
    // Another process may have left it.
    rmSync(path, { force: true });
    return { file: new DiskFile(path), path, places: new Map() };
  }
}

function requireStored(stored: Buffer, { checksum }: Place): Buffer {
  if (crc32(stored) !== checksum) throw new Error('It does not match its checksum.');
  return stored;
}

function load(file: DiskFile, place: Place): EventBlock {
  const { first, last, offset, bytes, linesBytes } = place;
  const stored = requireStored(file.read(offset, bytes), place);
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
