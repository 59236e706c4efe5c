import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@blog/service-kit';
import type { EventBlock } from '../event-block';
import { IdIndex } from '../id-index';
import { hashesOf } from './hashes-of';
import { PAGE_EVENTS, pageEnd, pageOf, pageStart } from './id-page';
import type { IdPages } from './id-pages';

/** So many of the latest ids are in memory; a start reads little more than so many events again. */
const RECENT_MAX = PAGE_EVENTS;

interface Options {
  /** A folder for this process alone. It may be lost: what is in it is made from the stream again. */
  readonly folder: string;
  readonly logId: string;
  /** The stream's events up to this position are read. */
  readonly through: number;
  readonly logger: Logger;
  readonly pages: IdPages;
  /** Reads events from `first` on, at least one. */
  read(first: number): Promise<EventBlock>;
  /** Reads one event. */
  readOne(position: number): Promise<EventBlock>;
}

/** Where the events of a log are, by identity: an index of the stream, on this machine's disk. */
export class StoredIds {
  readonly #index: IdIndex;
  readonly #pages: IdPages;
  readonly #logger: Logger;
  #through: number;
  #compacting: Promise<void> | undefined;

  private constructor(index: IdIndex, { pages, through, logger }: Options) {
    this.#index = index;
    this.#pages = pages;
    this.#through = through;
    this.#logger = logger;
  }

  /**
   * Reads what the folder lacks of the stream.
   * @throws DomainError `log.corrupt`, `log.unavailable`, `storage.full`, `storage.failed`
   */
  static async open(options: Options): Promise<StoredIds> {
    const { through, pages, readOne } = options;
    const folder = folderOf(options);
    const hashAt = async (position: number) =>
      hashesOf((await readOne(position)).through(position))[0] as number;
    async function* hashesFrom(position: number) {
      if (through - position >= PAGE_EVENTS) await pages.open(through, hashAt);
      yield* readHashes(position, options);
    }
    const index = await IdIndex.open({ folder, through, recentMax: RECENT_MAX, hashesFrom, hashAt });
    return new StoredIds(index, options);
  }

  /** Positions of events that may have an identity with this hash. @throws DomainError `log.corrupt` */
  positions(hash: number): readonly number[] {
    return this.#index.positions(hash);
  }

  /** Adds the events that come next; their hashes are known to the replica that stored them. */
  add(block: EventBlock, known?: readonly number[]): void {
    const hashes = known ?? hashesOf(block);
    this.#index.add(hashes);
    // One replica is enough.
    this.#pages.collect(block.first, hashes, { stores: known !== undefined });
    this.#through = block.last;
    this.#compacting ??= this.#compact().finally(() => {
      this.#compacting = undefined;
    });
  }

  async close(): Promise<void> {
    this.#index.stop();
    await this.#compacting;
    await this.#pages.settled();
    this.#index.close();
  }

  async #compact(): Promise<void> {
    try {
      // Files end where pages do, so that the next start goes on with whole pages.
      await this.#index.compact(pageEnd(pageOf(this.#through + 1) - 1));
    } catch (error) {
      // They stay in memory, and the next ones try again.
      this.#logger.warn({ err: error }, 'could not write the index of ids');
    }
  }
}

/** A folder for each log: what was made from another stream is no use. */
function folderOf({ folder, logId }: Options): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name !== logId) rmSync(join(folder, name), { recursive: true });
  }
  const own = join(folder, logId);
  mkdirSync(own, { recursive: true });
  return own;
}

/** The hashes of the stream's events from a position on; the next are being read while some are taken. */
async function* readHashes(position: number, options: Options): AsyncGenerator<ArrayLike<number>> {
  const { through, pages } = options;
  if (position > through) return;
  for (let first = position, reading = readPiece(first, options); ; ) {
    const piece = await reading;
    const { hashes } = piece;
    const next = first + hashes.length;
    if (next <= through) reading = readPiece(next, options);
    // It is awaited in the next turn, unless whoever takes the hashes stops before.
    reading.catch(() => {});
    if ('isRead' in piece) {
      pages.collect(first, piece.hashes, { stores: true });
      await pages.settled();
    }
    yield hashes;
    if (next > through) return;
    first = next;
  }
}

/** The hashes of a page, if one begins there; or of as many events, of no other page, as are read at once. */
async function readPiece(
  first: number,
  { through, pages, read }: Options,
): Promise<{ hashes: Float64Array } | { hashes: readonly number[]; isRead: true }> {
  const page = pageOf(first);
  const known = first === pageStart(page) ? await pages.read(page) : undefined;
  if (known !== undefined) return { hashes: known };
  const block = await read(first);
  // A block may have events that came since: they are added once the log is open, and must not be counted twice.
  return { hashes: hashesOf(block.through(Math.min(through, pageEnd(page)))), isRead: true };
}
