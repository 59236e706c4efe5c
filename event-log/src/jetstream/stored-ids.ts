import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@blog/service-kit';
import type { EventBlock } from '../event-block';
import { IdIndex } from '../id-index';
import { hashesOf } from './hashes-of';
import { PAGE_EVENTS, pageEnd, pageOf, pageStart } from './id-page';
import type { IdPages } from './id-pages';

/** Ids kept in memory; a start reads little more than this many events again. */
const RECENT_MAX = PAGE_EVENTS;

interface Options {
  /** A folder for this process only. It may be lost: the index is rebuilt from the stream. */
  readonly folder: string;
  readonly logId: string;
  /** The last position to index on opening. */
  readonly through: number;
  readonly logger: Logger;
  readonly pages: IdPages;
  /** Reads at least one event from `first` on. */
  read(first: number): Promise<EventBlock>;
  /** Reads one event. */
  readOne(position: number): Promise<EventBlock>;
}

/** A local index of the stream: the positions of events by identity. */
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
   * Opens the index, reading from the stream what the folder lacks.
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

  /** Adds the next events; the replica that stored them passes their hashes. */
  add(block: EventBlock, known?: readonly number[]): void {
    const hashes = known ?? hashesOf(block);
    this.#index.add(hashes);
    // Only the replica that stored the events stores pages.
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
      // Runs end at page boundaries, so that the next start continues with whole pages.
      await this.#index.compact(pageEnd(pageOf(this.#through + 1) - 1));
    } catch (error) {
      // The entries stay in memory; the next `add` retries.
      this.#logger.warn({ err: error }, 'could not write the index of ids');
    }
  }
}

/** Uses one folder per log and deletes those of other logs. */
function folderOf({ folder, logId }: Options): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name !== logId) rmSync(join(folder, name), { recursive: true });
  }
  const own = join(folder, logId);
  mkdirSync(own, { recursive: true });
  return own;
}

/** The hashes of the stream's events from a position on; reads ahead while some are used. */
async function* readHashes(position: number, options: Options): AsyncGenerator<ArrayLike<number>> {
  const { through, pages } = options;
  if (position > through) return;
  for (let first = position, reading = readHashesAt(first, options); ; ) {
    const part = await reading;
    const { hashes } = part;
    const next = first + hashes.length;
    if (next <= through) reading = readHashesAt(next, options);
    // Awaited in the next iteration, unless the consumer stops before.
    reading.catch(() => {});
    if ('isRead' in part) {
      pages.collect(first, part.hashes, { stores: true });
      await pages.settled();
    }
    yield hashes;
    if (next > through) return;
    first = next;
  }
}

/** The hashes of the page that starts at `first`, if there is one; otherwise of the events of one read, within the page. */
async function readHashesAt(
  first: number,
  { through, pages, read }: Options,
): Promise<{ hashes: Float64Array } | { hashes: readonly number[]; isRead: true }> {
  const page = pageOf(first);
  const known = first === pageStart(page) ? await pages.read(page) : undefined;
  if (known !== undefined) return { hashes: known };
  const block = await read(first);
  // Excludes events appended since: they are added once the log is open, and must not be counted twice.
  return { hashes: hashesOf(block.through(Math.min(through, pageEnd(page)))), isRead: true };
}
