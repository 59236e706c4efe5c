import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IdCursor, IdRun } from './id-run';
import { IdRunWriter } from './id-run-writer';
import { IdSorter, type SortedIds } from './id-sorter';
import { IDS_FOLDER, openIdRuns, type RunsOptions } from './open-id-runs';

const MERGED_AT_ONCE = 4;
const ENTRIES_A_TURN = 4_096;
/** Sorting them takes 18 bytes of memory each. */
const SORTED_MAX = 2 ** 20;

interface Options extends RunsOptions {
  /** So many entries that may be in a file are kept in memory before they become a run. */
  readonly recentMax: number;
  /** So many entries at most become a run at once. 1,048,576 by default. */
  readonly sortedMax?: number;
  /** The hashes of the events from a position on, up to `through`, block by block. */
  hashesFrom(position: number): Iterable<ArrayLike<number>> | AsyncIterable<ArrayLike<number>>;
}

/**
 * Positions by the hash of an event's identity: the latest in memory, the others in files, few and large, since four that
 * are alike become one. What one has is in order, so a new event changes none of the pages that the others are on.
 */
export class IdIndex {
  readonly #folder: string;
  readonly #recentMax: number;
  readonly #sortedMax: number;
  #runs: IdRun[];
  /** After those of the runs, by position. */
  #recent: number[] = [];
  readonly #positions = new Map<number, number | number[]>();
  #isStopping = false;

  private constructor(options: Options, runs: IdRun[]) {
    this.#folder = join(options.folder, IDS_FOLDER);
    this.#recentMax = options.recentMax;
    this.#sortedMax = options.sortedMax ?? SORTED_MAX;
    this.#runs = runs;
  }

  /**
   * Opens the index of a history, and makes what is missing of it; after an error the next one goes on from what was made.
   * @throws DomainError `storage.full`, `storage.failed`; what `hashesFrom` and `hashAt` throw, but for `log.corrupt` of the latter
   */
  static async open(options: Options): Promise<IdIndex> {
    const folder = join(options.folder, IDS_FOLDER);
    mkdirSync(folder, { recursive: true });
    const runs = await openIdRuns(options);
    const used = new Set(runs.map(({ path }) => path));
    for (const name of readdirSync(folder)) {
      if (!used.has(join(folder, name))) rmSync(join(folder, name), { recursive: true });
    }
    const index = new IdIndex(options, runs);
    try {
      await index.#fill(options.hashesFrom(index.#firstRecent));
    } catch (error) {
      index.close();
      throw error;
    }
    return index;
  }

  /** The positions under a hash, of which each may be of another event. @throws DomainError `log.corrupt` */
  positions(hash: number): readonly number[] {
    const recent = this.#positions.get(hash);
    const found = recent === undefined ? [] : typeof recent === 'number' ? [recent] : [...recent];
    for (const run of this.#runs) run.find(hash, found);
    return found;
  }

  /** Adds the events that come next, by position. */
  add(hashes: readonly number[]): void {
    for (const hash of hashes) {
      this.#remember(hash, this.#firstRecent + this.#recent.length);
      this.#recent.push(hash);
    }
  }

  /**
   * Puts the latest entries up to a position into a file, if there are enough, and files together; everything can be found
   * meanwhile. One at a time.
   * @throws DomainError `storage.full`, `storage.failed`
   */
  async compact(through: number): Promise<void> {
    const count = Math.min(through - this.#firstRecent + 1, this.#recent.length);
    if (count < this.#recentMax) return;
    await this.#flush(Math.min(count, this.#sortedMax));
    for (let runs = this.#alike(); runs.length > 0 && !this.#isStopping; runs = this.#alike()) {
      await this.#merge(runs);
    }
  }

  /** Lets `compact` end early. */
  stop(): void {
    this.#isStopping = true;
  }

  close(): void {
    for (const run of this.#runs) run.close();
  }

  get #firstRecent(): number {
    return (this.#runs.at(-1)?.last ?? 0) + 1;
  }

  /**
   * Takes what is missing. Nothing is looked up meanwhile, so large files are written at once; small ones would have to be
   * merged. The next hashes are taken while a file is being synced.
   */
  async #fill(missing: ReturnType<Options['hashesFrom']>): Promise<void> {
    let sorter: IdSorter | undefined;
    let next = this.#firstRecent;
    let syncing: Promise<void> = Promise.resolve();
    const write = async (sorted: SortedIds) => {
      await syncing;
      const writer = await this.#write(next, sorted);
      next += sorted.count;
      syncing = this.#end(writer).then((run) => {
        this.#runs = [...this.#runs, run];
      });
      // It is awaited before the next file, unless what is missing cannot be read.
      syncing.catch(() => {});
    };
    try {
      for await (const hashes of missing) {
        sorter ??= new IdSorter(this.#sortedMax);
        for (let taken = 0; taken < hashes.length; ) {
          taken += sorter.add(hashes, taken);
          if (sorter.isFull) await write(sorter.sort(sorter.count));
        }
      }
      if (sorter === undefined) return;
      const written = sorter.count - (sorter.count % this.#recentMax);
      const recent = sorter.hashesFrom(written);
      if (written > 0) await write(sorter.sort(written));
      await syncing;
      this.add(recent);
    } finally {
      await Promise.allSettled([syncing]);
    }
  }

  #remember(hash: number, position: number): void {
    const known = this.#positions.get(hash);
    if (known === undefined) this.#positions.set(hash, position);
    else this.#positions.set(hash, [known, position].flat());
  }

  /** Makes a file of the first `count` entries that are in memory. */
  async #flush(count: number): Promise<void> {
    const sorter = new IdSorter(count);
    sorter.add(this.#recent);
    const run = await this.#end(await this.#write(this.#firstRecent, sorter.sort(count)));
    // In one turn: a position is counted from the end of the runs.
    this.#runs = [...this.#runs, run];
    this.#recent = this.#recent.slice(count);
    this.#positions.clear();
    this.#recent.forEach((hash, place) => {
      this.#remember(hash, this.#firstRecent + place);
    });
  }

  /** Writes a file of the entries from a position on; it has to be ended. */
  async #write(first: number, sorted: SortedIds): Promise<IdRunWriter> {
    const writer = this.#writer(first, sorted.count);
    try {
      for (let written = 0; written < sorted.count; written += ENTRIES_A_TURN) {
        writer.addSorted(sorted, { from: written, to: Math.min(sorted.count, written + ENTRIES_A_TURN) });
        await nextTurn();
      }
    } catch (error) {
      writer.drop();
      throw error;
    }
    return writer;
  }

  async #end(writer: IdRunWriter): Promise<IdRun> {
    try {
      return await writer.end();
    } catch (error) {
      writer.drop();
      throw error;
    }
  }

  /** The last runs, if they are so much alike that one is to be made of them. */
  #alike(): IdRun[] {
    const runs = this.#runs.slice(-MERGED_AT_ONCE);
    const [oldest = 0, ...others] = runs.map(({ count }) => count);
    return runs.length === MERGED_AT_ONCE && oldest <= 2 * Math.min(...others) ? runs : [];
  }

  async #merge(runs: readonly IdRun[]): Promise<void> {
    const [{ first }] = runs as [IdRun];
    const count = runs.reduce((sum, run) => sum + run.count, 0);
    const writer = this.#writer(first, count);
    try {
      if (!(await this.#writeMerged(runs, writer))) return writer.drop();
    } catch (error) {
      writer.drop();
      throw error;
    }
    const merged = await this.#end(writer);
    this.#runs = [...this.#runs.slice(0, -runs.length), merged];
    for (const run of runs) {
      run.close();
      rmSync(run.path, { force: true });
    }
  }

  /** Resolves false if it was stopped. */
  async #writeMerged(runs: readonly IdRun[], writer: IdRunWriter): Promise<boolean> {
    let cursors = runs.map((run) => run.entries()).filter((cursor) => cursor.next());
    for (let written = 1; cursors.length > 0; written += 1) {
      const least = lowest(cursors);
      writer.add(least.high, least.low, least.position);
      if (!least.next()) cursors = cursors.filter((cursor) => cursor !== least);
      if (written % ENTRIES_A_TURN === 0) await nextTurn();
      if (this.#isStopping) return false;
    }
    return true;
  }

  #writer(first: number, count: number): IdRunWriter {
    return new IdRunWriter(join(this.#folder, `${first}-${first + count - 1}`), { first, count });
  }
}

function lowest(cursors: readonly IdCursor[]): IdCursor {
  let least = cursors[0] as IdCursor;
  for (const cursor of cursors) if (cursor.high < least.high) least = cursor;
  return least;
}
