import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DomainError } from '@blog/service-kit';
import { takenOver } from '../disk-error';
import { DiskFile } from '../disk-file';
import { problems } from '../problems';
import { encodeFrame, type Frame, frameBytes, SECTOR_BYTES, scanJournal } from './journal-frame';
import { syncToDisk } from './sync-to-disk';

/** The two files of a journal; each begins with a sector that names its format and its owner. */
export const JOURNAL_FILES = ['journal-a', 'journal-b'] as const;
const FORMAT = Buffer.from('blog-journal-1\n\0');
const OWNER_BYTES = 16;
/** What is read or made at a time at the start. */
const PIECE_BYTES = 128 * SECTOR_BYTES;

interface JournalFile {
  readonly file: DiskFile;
  /** Where the next frame goes. */
  end: number;
  /** The last position that it has. */
  last: number;
}

interface Sizes {
  /** Size of a file in bytes; a file that has reached it is full once the other one can be written over. */
  readonly fileBytes: number;
  /** What a file may grow to, in bytes, while the events of the other one are not yet stored elsewhere. */
  readonly fileBytesMax: number;
}

/**
 * Where events are first: written one group after the other and synced, before anybody is told of them. Two files take
 * turns; one is written over once all of its events are stored elsewhere. Until then the other one grows, and both are cut
 * again when publishers are slower.
 */
export class Journal {
  readonly #files: readonly [JournalFile, JournalFile];
  readonly #fileBytes: number;
  readonly #fileBytesMax: number;
  readonly #owner = Buffer.concat([FORMAT, randomBytes(OWNER_BYTES)]);
  #active: JournalFile;
  /** What the frames are made in: large buffers come faster than garbage is collected. */
  #encoded = Buffer.alloc(0);

  private constructor(files: readonly [JournalFile, JournalFile], { fileBytes, fileBytesMax }: Sizes) {
    this.#files = files;
    this.#fileBytes = (1 + Math.ceil(fileBytes / SECTOR_BYTES)) * SECTOR_BYTES;
    this.#fileBytesMax = Math.max(this.#fileBytes, fileBytesMax);
    this.#active = files[0];
  }

  /**
   * Opens the journal of a folder, or makes one, for a log whose events up to `storedThrough` are elsewhere. The frames
   * that come with it hold the events after `storedThrough`, and maybe some before.
   * @throws DomainError `log.corrupt`
   */
  static async open(
    options: { folder: string; storedThrough: number } & Sizes,
  ): Promise<{ journal: Journal; frames: readonly Frame[] }> {
    const { folder, storedThrough } = options;
    const found = readJournal(folder, storedThrough);
    const isNew = JOURNAL_FILES.some((name) => !existsSync(join(folder, name)));
    const [a, b] = JOURNAL_FILES.map((name, index) => {
      const file = new DiskFile(join(folder, name));
      return { file, end: SECTOR_BYTES, last: 0, ...found.ends[index] };
    }) as [JournalFile, JournalFile];
    const journal = new Journal([a, b], options);
    if (b.last > a.last) journal.#active = b;
    await journal.#own();
    if (isNew) syncToDisk(folder);
    return { journal, frames: found.frames };
  }

  /**
   * Sees to it that there is room for another frame, now that the events up to `storedThrough` are stored elsewhere; false
   * if there is none.
   */
  claimRoom(storedThrough: number): boolean {
    if (this.#active.end < this.#fileBytes) return true;
    const other = this.#active === this.#files[0] ? this.#files[1] : this.#files[0];
    if (other.last > storedThrough) return this.#active.end < this.#fileBytesMax;
    // It has grown: for a burst, or for a frame larger than a file should be.
    if (other.file.bytes > this.#fileBytes) other.file.truncate(this.#fileBytes);
    other.end = SECTOR_BYTES;
    this.#active = other;
    return true;
  }

  /**
   * Writes a frame, which goes on where the last one ended; resolves once it is on disk (fsync). One at a time.
   * @throws DomainError `storage.full`  nothing was stored, the same may be tried again
   * @throws DomainError `storage.failed`  the disk refused: what is on it is unknown
   * @throws DomainError `storage.in_use`  another process has taken the journal over
   */
  async append(frame: Frame): Promise<void> {
    const { file, end } = this.#active;
    // A folder lock reaches no further than this host; another host's bus would write over what this one stored.
    if (!this.#isOwner(file)) throw takenOver();
    if (this.#encoded.length < frameBytes(frame)) this.#encoded = Buffer.alloc(frameBytes(frame));
    const bytes = encodeFrame(frame, this.#encoded);
    const isLonger = end + bytes.length > file.bytes;
    file.write(bytes, end);
    // With room for what comes next, in the same sync.
    if (isLonger) this.#grow(file, file.bytes + this.#fileBytes);
    await file.sync();
    this.#active.end = end + bytes.length;
    this.#active.last = frame.first + frame.count - 1;
  }

  close(): void {
    for (const { file } of this.#files) file.close();
  }

  async #own(): Promise<void> {
    const sector = Buffer.alloc(SECTOR_BYTES);
    this.#owner.copy(sector);
    for (const { file } of this.#files) {
      file.write(sector, 0);
      this.#grow(file, this.#fileBytes);
      await file.sync();
    }
  }

  /** A sync takes a fifth of a millisecond after a write within a file, and ten of them after one that has made it longer. */
  #grow(file: DiskFile, bytes: number): void {
    try {
      while (file.bytes < bytes) {
        file.write(Buffer.alloc(Math.min(PIECE_BYTES, bytes - file.bytes)), file.bytes);
      }
    } catch (error) {
      // What is stored can be read; a frame that does not fit either is refused when it comes.
      if ((error as DomainError).code !== 'storage.full') throw error;
    }
  }

  #isOwner(file: DiskFile): boolean {
    return file.read(0, this.#owner.length).equals(this.#owner);
  }
}

/**
 * Reads a journal without changing it: the frames that hold the events after `storedThrough`, without a gap, and where
 * the last of each file ends.
 * @throws DomainError `log.corrupt`
 */
export function readJournal(
  folder: string,
  storedThrough: number,
): { frames: readonly Frame[]; ends: readonly ({ end: number; last: number } | undefined)[] } {
  const scans = JOURNAL_FILES.map((name) => scanFile(join(folder, name)));
  const all = scans.flatMap(({ frames }, file) => frames.map((frame) => ({ ...frame, file })));
  all.sort((a, b) => a.first - b.first);
  const frames: Frame[] = [];
  const ends: { end: number; last: number }[] = [];
  let head = storedThrough;
  for (const { file, end, ...frame } of all) {
    const last = frame.first + frame.count - 1;
    if (frame.first > head + 1) break;
    if (last > head) frames.push(frame);
    head = Math.max(head, last);
    // An older frame of the same file is at most one that ends before.
    if ((ends[file]?.last ?? 0) < last) ends[file] = { end, last };
  }
  const damaged = scans.findIndex((scan) => scan.damaged.length > 0);
  if (damaged >= 0) {
    throw corrupt(
      `The file ${JOURNAL_FILES[damaged]} is damaged at byte ${scans[damaged]?.damaged[0]}`,
      head,
    );
  }
  // Groups are written one after the other: those before one that was begun are on disk.
  const highest = Math.max(...scans.map((scan) => scan.highest));
  if (highest > head + 1)
    throw corrupt(`Events up to position ${highest - 1} were stored, and are missing`, head);
  return { frames, ends };
}

function scanFile(path: string) {
  if (!existsSync(path)) return { frames: [], highest: 0, damaged: [] };
  const file = new DiskFile(path, { readOnly: true });
  try {
    const format = file.read(0, FORMAT.length);
    // The power went while the file was made.
    const isUnwritten = format.every((byte) => byte === 0);
    const scan = scanJournal(piecesOf(file, SECTOR_BYTES), SECTOR_BYTES);
    if (format.equals(FORMAT) || isUnwritten) return scan;
    return { ...scan, damaged: [0, ...scan.damaged] };
  } finally {
    file.close();
  }
}

/** What a file has from a byte on; a single large buffer would raise what the C library keeps, see `id-filter.ts`. */
function* piecesOf(file: DiskFile, start: number): Generator<Buffer> {
  for (let at = start; at < file.bytes; at += PIECE_BYTES) yield file.read(at, PIECE_BYTES);
}

function corrupt(what: string, head: number): DomainError {
  const message = `${what}: the log is whole up to position ${head}, restore it from a backup.`;
  return problems.error('log.corrupt', message, { position: head + 1 });
}
