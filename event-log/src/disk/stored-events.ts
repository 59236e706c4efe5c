import type { Store } from '@blog/service-kit';
import type { EventBlock, EventRecord } from '../event-block';
import { publishedBytes } from '../event-line';
import { IdIndex } from '../id-index';
import { type Identity, identityOfText } from '../identity';
import type { StoredEvent } from '../plan-group';
import { Tail } from '../tail';
import { History } from './history';
import type { LogTables } from './log-tables';

/** Ids kept in memory, per byte of `sealBytes`. */
const RECENT_IDS_FACTOR = 1 / 32;

interface Options {
  readonly folder: string;
  readonly store: Store;
  readonly tables: LogTables;
  readonly sealBytes: number;
}

/** All events of a log, by position and by identity: the history, then the tail. */
export class StoredEvents {
  readonly history: History;
  readonly ids: IdIndex;
  readonly tail = new Tail();
  #head: number;

  private constructor(history: History, ids: IdIndex) {
    this.history = history;
    this.ids = ids;
    this.#head = history.head;
  }

  /**
   * Opens the history and the index of ids of a folder; the tail starts empty.
   * @throws DomainError `log.corrupt`, `storage.full`, `storage.failed`
   */
  static async open({ folder, store, tables, sealBytes }: Options): Promise<StoredEvents> {
    const history = new History({ folder, store, tables });
    try {
      history.check();
      const ids = await IdIndex.open({
        folder,
        through: history.head,
        recentMax: Math.ceil(sealBytes * RECENT_IDS_FACTOR),
        hashesFrom: (position) => hashesFrom(history, position),
        hashAt: (position) =>
          hashesOf(
            history
              .read(position)
              .after(position - 1)
              .through(position),
          )[0] as number,
      });
      return new StoredEvents(history, ids);
    } catch (error) {
      history.close();
      throw error;
    }
  }

  get head(): number {
    return this.#head;
  }

  /** Adds events that start right after the head; `hashes` are those of their identities. */
  add(block: EventBlock, hashes: readonly number[] = hashesOf(block)): void {
    this.tail.add(block);
    this.ids.add(hashes);
    this.#head = block.last;
  }

  /** The block that contains the event after a position, which must exist. @throws DomainError `log.corrupt` */
  read(after: number): EventBlock {
    if (after < this.history.head) return this.history.read(after + 1);
    return this.tail.read(after) as EventBlock;
  }

  /**
   * Calls `look` with the block that contains the event after a position, which must exist, and returns its result; the block
   * is valid only during the call. @throws DomainError `log.corrupt`
   */
  look<Result>(after: number, look: (block: EventBlock) => Result): Result {
    if (after < this.history.head) return this.history.look(after + 1, look);
    return look(this.tail.read(after) as EventBlock);
  }

  /** The event at a position, which must exist. @throws DomainError `log.corrupt` */
  get(position: number): EventRecord {
    return this.read(position - 1).after(position - 1).records[0] as EventRecord;
  }

  /** The event with an identity, as published. @throws DomainError `log.corrupt` */
  find(identity: Identity): StoredEvent | undefined {
    for (const position of this.ids.positions(identity.hash)) {
      const bytes = publishedBytes(this.get(position));
      // Hashes can collide.
      if (identityOfText(bytes).text === identity.text) return { position, bytes };
    }
    return undefined;
  }

  close(): void {
    this.ids.close();
    this.history.close();
  }
}

/** The hashes of a history's events from a position on, block by block. */
function* hashesFrom(history: History, position: number): Generator<number[]> {
  for (let next = position; next <= history.head; ) {
    const block = history.read(next).after(next - 1);
    yield hashesOf(block);
    next = block.last + 1;
  }
}

function hashesOf(block: EventBlock): number[] {
  return block.records.map(({ bytes }) => identityOfText(bytes).hash);
}
