import { fstatSync, readSync } from 'node:fs';
import { DATA_VERSION, HEADER_BYTES, MAGIC, type Meta, PageFlag, readHeader, readMeta } from './lmdb-format';

const PAGE_BYTES = [4096, 8192, 16384, 32768];

/** Something in a file is wrong; the message continues after its place: "page 7 …". */
export class Damage extends Error {}

/** The pages of an LMDB file that no process writes to. */
export class LmdbFile {
  readonly bytes: number;
  readonly pageBytes: number;
  readonly #file: number;

  /** `file` is open for reading. */
  constructor(file: number) {
    this.#file = file;
    this.bytes = fstatSync(file).size;
    const start = Buffer.alloc(HEADER_BYTES + 28);
    readSync(file, start, 0, start.length, 0);
    this.pageBytes = start.readUInt32LE(HEADER_BYTES + 24);
  }

  /** @throws Damage  the page is truncated */
  read(number: number): Buffer {
    return this.readAt(number, 0, this.pageBytes);
  }

  /** Bytes that begin within a page and may continue on the next ones. @throws Damage  they are truncated */
  readAt(page: number, offset: number, length: number): Buffer {
    const start = page * this.pageBytes + offset;
    if (start + length > this.bytes) throw new Damage(`leads to page ${page}, which is cut off`);
    const bytes = Buffer.allocUnsafe(length);
    readSync(this.#file, bytes, 0, length, start);
    return bytes;
  }

  /**
   * The first two pages are written by two consecutive commits; LMDB uses the later one.
   * @throws Damage  they do not belong to two such commits
   */
  newestMeta(): Meta {
    if (!PAGE_BYTES.includes(this.pageBytes) || this.bytes < 2 * this.pageBytes)
      throw new Damage('is not that of an LMDB file');
    const metas = [0, 1].map((number) => {
      const page = this.read(number);
      const isMeta =
        page.readUInt32LE(HEADER_BYTES) === MAGIC && (readHeader(page).flags & PageFlag.meta) !== 0;
      const version = page.readUInt32LE(HEADER_BYTES + 4) & 0xffff;
      if (!isMeta || version !== DATA_VERSION) throw new Damage('is not that of an LMDB file');
      return readMeta(page);
    }) as [Meta, Meta];
    const [even, odd] = metas.map(({ transaction }) => transaction) as [number, number];
    const isNew = even === 0 && odd === 0;
    const isInOrder = Math.abs(even - odd) === 1 && even % 2 === 0;
    // A compact copy has one commit.
    const isCopy = even === 0 && odd % 2 === 1;
    if (!isNew && !isInOrder && !isCopy)
      throw new Damage(`tells of commits ${even} and ${odd}, which do not follow each other`);
    const [newer, older] = even > odd ? metas : ([metas[1], metas[0]] as const);
    const { lastPage } = newer;
    // Pages at the end that were freed before they were ever written can be missing.
    if (lastPage > (2 * this.bytes) / this.pageBytes + 1_000_000) {
      throw new Damage(`tells of ${lastPage} pages, more than there can be`);
    }
    const isAgreed =
      newer.pageBytes === older.pageBytes &&
      newer.free.flags === older.free.flags &&
      newer.main.flags === older.main.flags;
    if (!isAgreed) throw new Damage('has two pages that do not agree on the kind of the file');
    this.#checkCommit(newer, newer);
    this.#checkCommit(older, newer);
    return newer;
  }

  /**
   * Checks that a meta page has the number of its commit: otherwise LMDB could take the older state for the newer one.
   * Every commit writes a new root of the main tree, and the pages of the last two commits are never overwritten.
   */
  #checkCommit(meta: Meta, newest: Meta): void {
    const { transaction, main, free, lastPage } = meta;
    if (transaction === 0) {
      const isEmpty = main.root === undefined && free.root === undefined && lastPage === 1;
      if (!isEmpty) throw new Damage('tells of commit 0, which has pages');
      return;
    }
    if (main.root === undefined) throw new Damage(`tells of commit ${transaction}, which has no tables`);
    const written = readHeader(this.read(main.root)).transaction;
    // If a commit could not be written, LMDB gives its meta page the number and the last page of the commit before.
    const isBefore = transaction < newest.transaction && lastPage <= newest.lastPage;
    const hasFailed = isBefore && written === newest.transaction + 1;
    if (written !== transaction && !hasFailed)
      throw new Damage(`tells of commit ${transaction}, whose page ${main.root} is of commit ${written}`);
  }
}
