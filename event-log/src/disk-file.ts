import {
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { diskError } from './disk-error';

const sync = promisify(fdatasync);

/** A file of the log. Reads and writes are synchronous and go to the page cache; only `sync` waits for the disk. */
export class DiskFile {
  readonly #file: number;
  #bytes: number;

  /** Opens a file, or creates it unless `readOnly`. @throws Error  it cannot be opened */
  constructor(path: string, options: { readOnly?: boolean } = {}) {
    const { O_CREAT, O_RDONLY, O_RDWR } = constants;
    this.#file = openSync(path, options.readOnly ? O_RDONLY : O_CREAT | O_RDWR, 0o644);
    this.#bytes = fstatSync(this.#file).size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Reads `length` bytes, fewer at the end of the file. */
  read(offset: number, length: number): Buffer {
    return this.readInto(Buffer.allocUnsafe(length), offset);
  }

  /** Fills `bytes`; returns the part that was read, shorter at the end of the file. */
  readInto(bytes: Buffer, offset: number): Buffer {
    let read = 0;
    for (let got = -1; got !== 0 && read < bytes.length; read += got) {
      got = readSync(this.#file, bytes, read, bytes.length - read, offset + read);
    }
    return bytes.subarray(0, read);
  }

  /** Writes all of `bytes`; durable after the next `sync`. @throws DomainError `storage.full`, `storage.failed` */
  write(bytes: Buffer, offset: number): void {
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(this.#file, bytes, written, bytes.length - written, offset + written);
      }
      this.#bytes = Math.max(this.#bytes, offset + bytes.length);
    } catch (error) {
      this.#bytes = fstatSync(this.#file).size;
      throw diskError(error);
    }
  }

  /** Resolves once all writes are on disk (fdatasync). @throws DomainError `storage.failed` */
  async sync(): Promise<void> {
    try {
      await sync(this.#file);
    } catch (error) {
      throw diskError(error);
    }
  }

  truncate(bytes: number): void {
    ftruncateSync(this.#file, bytes);
    this.#bytes = bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}
