import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DomainError } from '@blog/service-kit';
import { takenOver } from '../disk-error';
import { DiskFile } from '../disk-file';
import { problems } from '../problems';
import { encodeFrame, type Frame, frameBytes, SECTOR_BYTES, scanJournal } from './journal-frame';
import { syncToDisk } from './sync-to-disk';

/** The two files of a journal; each starts with a sector that names its format and owner. */
export const JOURNAL_FILES = ['journal-a', 'journal-b'] as const;
const FORMAT = Buffer.from('blog-journal-1\n\0');
const OWNER_BYTES = 16;
/** Size of one read during recovery and of one write when a file grows. */
const CHUNK_BYTES = 128 * SECTOR_BYTES;

interface JournalFile {
  readonly file: DiskFile;
  /** Offset of the next frame. */
  end: number;
  /** The last position in the file. */
  last: number;
}

interface Sizes {
  /** Target size of a file in bytes; a file that has reached it is full if the other can be overwritten. */
  readonly fileBytes: number;
  /** Maximum size of a file in bytes, while the other one still holds events that are stored nowhere else. */
  readonly fileBytesMax: number;
}

/**
 * The write-ahead journal: groups of events are written and synced in order before anybody is told of them. Two files
 * alternate; one is overwritten once all its events are stored in the history. Until then the other one grows; both shrink
 * again when publishers slow down.
 */
export class Journal {
  readonly #files: readonly [JournalFile, JournalFile];
  readonly #fileBytes: number;
  readonly #fileBytesMax: number;
  readonly #owner = Buffer.concat([FORMAT, randomBytes(OWNER_BYTES)]);
  #active: JournalFile;
  /** Reused to encode frames: large buffers would be allocated faster than they are collected. */
  #encoded = Buffer.alloc(0);

  private constructor(files: readonly [JournalFile, JournalFile], { fileBytes, fileBytesMax }: Sizes) {
    this.#files = files;
    this.#fileBytes = (1 + Math.ceil(fileBytes / SECTOR_BYTES)) * SECTOR_BYTES;
    this.#fileBytesMax = Math.max(this.#fileBytes, fileBytesMax);
    this.#active = files[0];
  }

  /**
   * Opens the journal of a folder, or creates one, for a log whose events up to `storedThrough` are in the history. The
   * returned frames hold the events after `storedThrough`, and maybe some before.
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

  /** Makes room for another frame, given that events up to `storedThrough` are in the history; false if there is none. */
  claimRoom(storedThrough: number): boolean {
    if (this.#active.end < this.#fileBytes) return true;
    const other = this.#active === this.#files[0] ? this.#files[1] : this.#files[0];
    if (other.last > storedThrough) return this.#active.end < this.#fileBytesMax;
    // It has grown, for a burst or for a frame larger than a file.
    if (other.file.bytes > this.#fileBytes) other.file.truncate(this.#fileBytes);
    other.end = SECTOR_BYTES;
    this.#active = other;
    return true;
  }

  /**
   * Writes a frame that starts right after the last one; resolves once it is on disk (fsync). One call at a time.
   * @throws DomainError `storage.full`  nothing was stored; the same frame may be tried again
   * @throws DomainError `storage.failed`  the disk refused: its content is unknown
   * @throws DomainError `storage.in_use`  another process has taken over the journal
   */
  async append(frame: Frame): Promise<void> {
    const { file, end } = this.#active;
    // The folder lock only covers this host; a bus on another host would overwrite what this one stored.
    if (!this.#isOwner(file)) throw takenOver();
    if (this.#encoded.length < frameBytes(frame)) this.#encoded = Buffer.alloc(frameBytes(frame));
    const bytes = encodeFrame(frame, this.#encoded);
    const isLonger = end + bytes.length > file.bytes;
    file.write(bytes, end);
    // Preallocates for the next frames, in the same sync.
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

  /** Preallocates: a sync takes 0.2 ms after a write within a file, and 10 ms after one that extends it. */
  #grow(file: DiskFile, bytes: number): void {
    try {
      while (file.bytes < bytes) {
        file.write(Buffer.alloc(Math.min(CHUNK_BYTES, bytes - file.bytes)), file.bytes);
      }
    } catch (error) {
      // What is stored can still be read; a frame that does not fit is refused when it comes.
      if ((error as DomainError).code !== 'storage.full') throw error;
    }
  }

  #isOwner(file: DiskFile): boolean {
    return file.read(0, this.#owner.length).equals(this.#owner);
  }
}

/**
 * Reads a journal without changing it: the contiguous frames that hold the events after `storedThrough`, and the end of the
 * last frame in each file.
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
    // An older frame in the same file can only end earlier.
    if ((ends[file]?.last ?? 0) < last) ends[file] = { end, last };
  }
  const damaged = scans.findIndex((scan) => scan.damaged.length > 0);
  if (damaged >= 0) {
    throw corrupt(
      `The file ${JOURNAL_FILES[damaged]} is damaged at byte ${scans[damaged]?.damaged[0]}`,
      head,
    );
  }
  // Groups are written in sequence: all before one that was started are on disk.
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
    // Power was lost while the file was being created.
    const isUnwritten = format.every((byte) => byte === 0);
    const scan = scanJournal(chunksOf(file, SECTOR_BYTES), SECTOR_BYTES);
    if (format.equals(FORMAT) || isUnwritten) return scan;
    return { ...scan, damaged: [0, ...scan.damaged] };
  } finally {
    file.close();
  }
}

/**
 * The content of a file from a byte on, in chunks: one large buffer would permanently raise the allocator's memory, see
 * `id-filter.ts`.
 */
function* chunksOf(file: DiskFile, start: number): Generator<Buffer> {
  for (let at = start; at < file.bytes; at += CHUNK_BYTES) yield file.read(at, CHUNK_BYTES);
}

function corrupt(what: string, head: number): DomainError {
  const message = `${what}: the log is whole up to position ${head}, restore it from a backup.`;
  return problems.error('log.corrupt', message, { position: head + 1 });
}
