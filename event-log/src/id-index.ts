import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from '@blog/service-kit';
import { type IdCursor, IdRun, IdRunWriter } from './id-run';

/** The folder of the index; it is made from the history, again if need be. */
const IDS_FOLDER = 'ids';
const RUN_NAME = /^(\d+)-(\d+)$/;
const MERGED_AT_ONCE = 4;
const ENTRIES_A_TURN = 4_096;
/** A place in an array of so many fits beside 32 bits of a hash in a double. */
const PLACES_MAX = 2 ** 20;

interface Options {
  /** The log's folder. */
  readonly folder: string;
  /** The files have events up to this position at the most, which are those of the history. */
  readonly through: number;
  /** So many entries that may be in a file are kept in memory before they become a run. */
  readonly recentMax: number;
  /** The hashes of the events from a position on, up to `through`, block by block. */
  hashesFrom(position: number): Iterable<ArrayLike<number>> | AsyncIterable<ArrayLike<number>>;
  /** The hash of the event at a position, of those up to `through`, as the log itself has it. */
  hashAt(position: number): number | Promise<number>;
}

/**
 * Positions by the hash of an event's identity: the latest in memory, the others in files, few and large, since four that
 * are alike become one. What one has is in order, so a new event changes none of the pages that the others are on.
 */
export class IdIndex {
  readonly #folder: string;
  readonly #recentMax: number;
  #runs: IdRun[];
  /** After those of the runs, by position. */
  #recent: number[] = [];
  readonly #positions = new Map<number, number | number[]>();
  #isStopping = false;

  private constructor(options: Options, runs: IdRun[]) {
    this.#folder = join(options.folder, IDS_FOLDER);
    this.#recentMax = options.recentMax;
    this.#runs = runs;
  }

  /** Opens the index of a history, and makes what is missing of it. @throws DomainError `storage.full`, `storage.failed` */
  static async open(options: Options): Promise<IdIndex> {
    const folder = join(options.folder, IDS_FOLDER);
    mkdirSync(folder, { recursive: true });
    const runs = await openRuns(options);
    const used = new Set(runs.map(({ path }) => path));
    for (const name of readdirSync(folder)) {
      if (!used.has(join(folder, name))) rmSync(join(folder, name), { recursive: true });
    }
    const index = new IdIndex(options, runs);
    await index.#fill(options.hashesFrom(index.#firstRecent));
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
    await this.#flush(Math.min(count, PLACES_MAX));
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

  /** Takes what is missing. Nothing is looked up meanwhile, so large files are written at once; small ones would have to be merged. */
  async #fill(missing: ReturnType<Options['hashesFrom']>): Promise<void> {
    let held: Float64Array | undefined;
    let count = 0;
    for await (const hashes of missing) {
      held ??= new Float64Array(PLACES_MAX);
      for (let at = 0; at < hashes.length; at += 1) {
        held[count] = hashes[at] as number;
        count += 1;
        if (count < PLACES_MAX) continue;
        await this.#writeRun(held);
        count = 0;
      }
    }
    if (held === undefined) return;
    const written = count - (count % this.#recentMax);
    if (written > 0) await this.#writeRun(held.subarray(0, written));
    this.add(Array.from(held.subarray(written, count)));
  }

  #remember(hash: number, position: number): void {
    const known = this.#positions.get(hash);
    if (known === undefined) this.#positions.set(hash, position);
    else this.#positions.set(hash, [known, position].flat());
  }

  /** Makes a file of the first `count` entries that are in memory. */
  async #flush(count: number): Promise<void> {
    await this.#writeRun(Float64Array.from(this.#recent.slice(0, count)));
    this.#recent = this.#recent.slice(count);
    this.#positions.clear();
    this.#recent.forEach((hash, place) => {
      this.#remember(hash, this.#firstRecent + place);
    });
  }

  /** Makes a file of the entries that come after those of the runs; PLACES_MAX at most. */
  async #writeRun(hashes: Float64Array): Promise<void> {
    const count = hashes.length;
    const first = this.#firstRecent;
    const writer = this.#writer(first, count);
    let run: IdRun;
    try {
      // In the order of the upper bits, each with its place: numbers are sorted much faster than anything else.
      const order = new Float64Array(count);
      for (let place = 0; place < count; place += 1) {
        order[place] = Math.floor((hashes[place] as number) / 2 ** 16) * PLACES_MAX + place;
      }
      order.sort();
      for (let index = 0; index < count; index += 1) {
        const value = order[index] as number;
        const high = Math.floor(value / PLACES_MAX);
        const place = value - high * PLACES_MAX;
        writer.add(high, (hashes[place] as number) % 2 ** 16, first + place);
      }
      run = await writer.end();
    } catch (error) {
      writer.drop();
      throw error;
    }
    this.#runs = [...this.#runs, run];
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
    let merged: IdRun;
    try {
      if (!(await this.#writeMerged(runs, writer))) return writer.drop();
      merged = await writer.end();
    } catch (error) {
      writer.drop();
      throw error;
    }
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

/** Reads every file of an index, and tells in sentences what is damaged. */
export async function checkIds(folder: string): Promise<string[]> {
  const path = join(folder, IDS_FOLDER);
  const names = existsSync(path) ? readdirSync(path).filter((name) => RUN_NAME.test(name)) : [];
  const findings: string[] = [];
  for (const name of names) {
    try {
      const run = new IdRun(join(path, name));
      const cursor = run.entries();
      for (let read = 1; cursor.next(); read += 1) if (read % ENTRIES_A_TURN === 0) await nextTurn();
      run.close();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      findings.push(error.message);
    }
  }
  return findings;
}

/**
 * Opens the runs of an index that follow one another from position 1 on, without changing anything. A run that is damaged,
 * or of another log, is left out, and with it what comes after.
 */
async function openRuns({ folder, through, hashAt }: Omit<Options, 'recentMax'>): Promise<IdRun[]> {
  const names = readdirSync(join(folder, IDS_FOLDER)).map((name) => RUN_NAME.exec(name) ?? []);
  const ranges = names.map(([name = '', first, last]) => ({
    name,
    first: Number(first),
    last: Number(last),
  }));
  // The largest first: it is what others were merged into.
  ranges.sort((a, b) => b.last - a.last);
  const runs: IdRun[] = [];
  for (let next = 1; ; next = (runs.at(-1)?.last ?? 0) + 1) {
    const fitting = ranges.filter(({ first, last }) => first === next && last <= through);
    let run: IdRun | undefined;
    for (const { name } of fitting) run ??= await openRun(join(folder, IDS_FOLDER, name), hashAt);
    if (run === undefined) return runs;
    runs.push(run);
  }
}

async function openRun(path: string, hashAt: Options['hashAt']): Promise<IdRun | undefined> {
  let run: IdRun;
  try {
    run = new IdRun(path);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
  if (await leadsTo(run, run.last, hashAt)) return run;
  run.close();
  return undefined;
}

/** Whether a run knows the event that the history has at a position. */
async function leadsTo(run: IdRun, position: number, hashAt: Options['hashAt']): Promise<boolean> {
  try {
    const found: number[] = [];
    run.find(await hashAt(position), found);
    return found.includes(position);
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

function lowest(cursors: readonly IdCursor[]): IdCursor {
  let least = cursors[0] as IdCursor;
  for (const cursor of cursors) if (cursor.high < least.high) least = cursor;
  return least;
}
