import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@blog/service-kit';
import type { EventBlock } from '../event-block';
import { IdIndex } from '../id-index';
import { identityOf } from '../identity';

/** So many of the latest ids are in memory; a start reads no more events than these again. */
const RECENT_MAX = 32 * 1024;
const COMMA = 0x2c;
const NEWLINE = 0x0a;

interface Options {
  /** A folder for this process alone. It may be lost: what is in it is made from the stream again. */
  readonly folder: string;
  readonly logId: string;
  /** The stream's events up to this position are read. */
  readonly through: number;
  readonly logger: Logger;
  /** Reads events from `first` on, at least one. */
  read(first: number): Promise<EventBlock>;
}

/** Where the events of a log are, by identity: an index of the stream, on this machine's disk. */
export class StoredIds {
  readonly #index: IdIndex;
  readonly #logger: Logger;
  #through: number;
  #compacting: Promise<void> | undefined;

  private constructor(index: IdIndex, { through, logger }: Options) {
    this.#index = index;
    this.#through = through;
    this.#logger = logger;
  }

  /**
   * Reads what the folder lacks of the stream.
   * @throws DomainError `log.corrupt`, `log.unavailable`, `storage.full`, `storage.failed`
   */
  static async open(options: Options): Promise<StoredIds> {
    const { through } = options;
    const folder = folderOf(options);
    const hashesFrom = (position: number) => readHashes(position, options);
    const index = await IdIndex.open({ folder, through, recentMax: RECENT_MAX, hashesFrom });
    return new StoredIds(index, options);
  }

  /** Positions of events that may have an identity with this hash. @throws DomainError `log.corrupt` */
  positions(hash: number): readonly number[] {
    return this.#index.positions(hash);
  }

  /** Adds the events that come next. */
  add(block: EventBlock, hashes: readonly number[] = hashesOf(block)): void {
    this.#index.add(hashes);
    this.#through = block.last;
    this.#compacting ??= this.#compact().finally(() => {
      this.#compacting = undefined;
    });
  }

  async close(): Promise<void> {
    this.#index.stop();
    await this.#compacting;
    this.#index.close();
  }

  async #compact(): Promise<void> {
    try {
      await this.#index.compact(this.#through);
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
async function* readHashes(position: number, { through, read }: Options): AsyncGenerator<number[]> {
  if (position > through) return;
  for (let block = await read(position); ; ) {
    const next = block.last < through ? read(block.last + 1) : undefined;
    // It is awaited below, unless whoever takes the hashes stops before.
    next?.catch(() => {});
    // A block may have events that came since: they are added once the log is open, and must not be counted twice.
    yield hashesOf(block.through(through));
    if (next === undefined) return;
    block = await next;
  }
}

function hashesOf(block: EventBlock): number[] {
  return eventsOf(block).map((event) => identityOf(event).hash);
}

/** One parse of all lines together is faster than one of each. */
function eventsOf({ lines }: EventBlock): { source: string; id: string }[] {
  const list = Buffer.from(lines.subarray(0, -1));
  for (let at = list.indexOf(NEWLINE); at !== -1; at = list.indexOf(NEWLINE, at + 1)) list[at] = COMMA;
  return JSON.parse(`[${list}]`);
}
