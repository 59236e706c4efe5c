import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IdCursor, IdRun } from './id-run';
import { IdRunWriter } from './id-run-writer';
import { IdSorter, type SortedIds } from './id-sorter';
import { IDS_FOLDER, openIdRuns, type RunsOptions } from './open-id-runs';

const MERGED_AT_ONCE = 4;
const ENTRIES_A_TURN = 4_096;
/** Sorting takes 18 bytes of memory per entry. */
const SORTED_MAX = 2 ** 20;

interface Options extends RunsOptions {
  /** Number of entries kept in memory before they are written to a run. */
  readonly recentMax: number;
  /** Maximum entries written to one run. 1,048,576 by default. */
  readonly sortedMax?: number;
  /** The hashes of the events from a position up to `through`, in batches. */
  hashesFrom(position: number): Iterable<ArrayLike<number>> | AsyncIterable<ArrayLike<number>>;
}

/**
 * Maps the hash of an event's identity to positions, as a log-structured merge tree: the latest entries in memory, the others
 * in sorted files (runs); four runs of similar size are merged into one, so there are few. A new event changes no existing
 * file.
 */
export class IdIndex {
  readonly #folder: string;
  readonly #recentMax: number;
  readonly #sortedMax: number;
  #runs: IdRun[];
  /** Hashes of the events after the last run, by position. */
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
   * Opens the index of a history and builds what is missing; after an error, the next call resumes there.
   * @throws DomainError `storage.full`, `storage.failed`; what `hashesFrom` and `hashAt` throw, except `log.corrupt` of the
   * latter
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

  /** The positions with this hash; each may be another event's. @throws DomainError `log.corrupt` */
  positions(hash: number): readonly number[] {
    const recent = this.#positions.get(hash);
    const found = recent === undefined ? [] : typeof recent === 'number' ? [recent] : [...recent];
    for (const run of this.#runs) run.find(hash, found);
    return found;
  }

  /** Adds the hashes of the next events, in order. */
  add(hashes: readonly number[]): void {
    for (const hash of hashes) {
      this.#remember(hash, this.#firstRecent + this.#recent.length);
      this.#recent.push(hash);
    }
  }

  /**
   * Writes the entries up to `through` to a run if there are enough, and merges runs; lookups continue meanwhile. One call at a
   * time.
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

  /** Makes `compact` end early. */
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
   * Builds what is missing. No lookups happen meanwhile, so it writes large runs directly, which need no merging. Reads the
   * next hashes while a run is being synced.
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
      // Awaited before the next run is written, or in `finally`.
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

  /** Writes the first `count` in-memory entries to a run. */
  async #flush(count: number): Promise<void> {
    const sorter = new IdSorter(count);
    sorter.add(this.#recent);
    const run = await this.#end(await this.#write(this.#firstRecent, sorter.sort(count)));
    // Without an await: positions are computed from the end of the runs.
    this.#runs = [...this.#runs, run];
    this.#recent = this.#recent.slice(count);
    this.#positions.clear();
    this.#recent.forEach((hash, index) => {
      this.#remember(hash, this.#firstRecent + index);
    });
  }

  /** Writes the entries of a run; the caller must end it. */
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

  /** The last four runs, if their sizes are similar enough to merge. */
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

  /** Resolves false if stopped. */
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
