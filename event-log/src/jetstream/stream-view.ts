import { DomainError } from '@blog/service-kit';
import type { EventBlock, EventRecord } from '../event-block';
import { publishedBytes, storedMs } from '../event-line';
import type { NewEvent } from '../event-log';
import type { Batch } from '../group-commit';
import { type Identity, identityOf, identityOfText } from '../identity';
import { type GroupPlan, planGroup, type StoredEvent } from '../plan-group';
import { Tail } from '../tail';
import { BlockCache } from './block-cache';
import type { Wanted } from './direct-get';
import type { LocalBlocks } from './local-blocks';
import { eventCorrupt, logUnavailable } from './log-unavailable';
import type { StoredIds } from './stored-ids';
import type { StreamReader } from './stream-reader';

/** Size of the in-memory tail in bytes. */
const TAIL_BYTES_MAX = 4 * 1024 * 1024;
/** Size of the cache of history blocks in bytes. */
const CACHE_BYTES_MAX = 16 * 1024 * 1024;

interface Options {
  readonly reader: StreamReader;
  readonly ids: StoredIds;
  readonly blocks: LocalBlocks;
  /** The last position in `ids`, and when its event was stored, in ms since 1970. */
  readonly head: number;
  readonly lastStoredMs: number;
  /** Called when the head has advanced. */
  onAdvance(): void;
}

interface Found extends StoredEvent {
  readonly text: string;
}

/** This replica's view of the stream: everything committed up to its head, the latest events in memory. */
export class StreamView {
  readonly #options: Options;
  readonly #tail = new Tail();
  readonly #cache: BlockCache;
  #head: number;
  #lastStoredMs: number;
  /** The position after which the tail begins. */
  #tailAfter: number;
  #stepping: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#head = options.head;
    this.#lastStoredMs = options.lastStoredMs;
    this.#tailAfter = options.head;
    this.#cache = new BlockCache({ bytesMax: CACHE_BYTES_MAX, read: (wanted) => this.#readStored(wanted) });
  }

  get head(): number {
    return this.#head;
  }

  /** When the latest event was stored, in ms since 1970; 0 if there is none. */
  get lastStoredMs(): number {
    return this.#lastStoredMs;
  }

  /** Adds committed events that start right after the head, or overlap it. */
  advance(block: EventBlock, hashes?: readonly number[]): void {
    if (block.last <= this.#head) return;
    if (block.first > this.#head + 1)
      throw new Error(`Expected position ${this.#head + 1}, got ${block.first}.`);
    const rest = block.after(this.#head);
    this.#tail.add(rest);
    this.#options.ids.add(rest, hashes?.slice(rest.first - block.first));
    this.#head = rest.last;
    this.#lastStoredMs = lastStoredMs(rest);
    this.#trim();
    this.#options.onAdvance();
  }

  /**
   * Reads new events until the head reaches `through`, which the stream must have.
   * @throws DomainError `log.corrupt`, `log.unavailable`
   */
  async catchUp(through: number): Promise<void> {
    while (this.#head < through) {
      this.#stepping ??= this.#step().finally(() => {
        this.#stepping = undefined;
      });
      await this.#stepping;
    }
  }

  /** The block that contains the event after a position below the head. @throws DomainError `log.corrupt`, `log.unavailable` */
  async block(after: number): Promise<EventBlock> {
    if (after >= this.#tailAfter) return this.#tail.read(after) as EventBlock;
    return this.#cache.get(after, this.#tailAfter);
  }

  /**
   * Calls `look` with the block that contains the event after a position below the head, and returns its result; the block is
   * valid only during the call. @throws DomainError `log.corrupt`, `log.unavailable`
   */
  async look<Result>(after: number, look: (block: EventBlock) => Result): Promise<Result> {
    const passing = this.#cache.has(after) ? undefined : this.#options.blocks.pass(after + 1);
    return look(passing ?? (await this.block(after)));
  }

  /** Whether an event with this identity is stored. @throws DomainError `log.corrupt`, `log.unavailable` */
  async has(identity: Identity): Promise<boolean> {
    for (const position of this.#options.ids.positions(identity.hash)) {
      const { text } = await this.#find(position);
      if (text === identity.text) return true;
    }
    return false;
  }

  /**
   * Plans a group on what is stored up to the head; reads possible duplicates first.
   * @throws DomainError `log.corrupt`, `log.unavailable`
   */
  async plan(group: readonly Batch[]): Promise<GroupPlan> {
    const identities = new Map(group.flat().map((event) => [event, identityOf(event)]));
    const identify = (event: NewEvent) => identities.get(event) as Identity;
    const found = new Map<number, Found | DomainError>();
    const stored = ({ text, hash }: Identity) => {
      for (const position of this.#options.ids.positions(hash)) {
        const event = found.get(position) as Found | DomainError;
        if (event instanceof DomainError) throw event;
        if (event.text === text) return event;
      }
      return undefined;
    };
    for (;;) {
      const missing: number[] = [];
      for (const { hash } of identities.values()) {
        for (const position of this.#options.ids.positions(hash))
          if (!found.has(position)) missing.push(position);
      }
      // No await between this check and the plan: the head could advance.
      if (missing.length === 0) return planGroup(group, { head: this.#head, stored, identify });
      for (const position of missing) found.set(position, await this.#findOrError(position));
    }
  }

  async #find(position: number): Promise<Found> {
    const block = (await this.block(position - 1)).after(position - 1);
    const bytes = publishedBytes(block.records[0] as EventRecord);
    return { position, bytes, text: identityOfText(bytes).text };
  }

  /** A damaged event only refuses the batches that need it. */
  async #findOrError(position: number): Promise<Found | DomainError> {
    try {
      return await this.#find(position);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'log.corrupt') return error;
      throw error;
    }
  }

  async #step(): Promise<void> {
    const first = this.#head + 1;
    const block = await this.#options.reader.readMany(first);
    if (block === undefined) throw logUnavailable(`the event at position ${first} cannot be read yet`);
    this.advance(block);
  }

  async #readStored(wanted: Wanted): Promise<EventBlock> {
    const { reader, blocks } = this.#options;
    const known = blocks.get(wanted.first);
    if (known !== undefined) return known;
    const block = await reader.read(wanted);
    if (block === undefined) throw eventCorrupt(wanted.first, 'is missing');
    void blocks.keep(block);
    return block;
  }

  #trim(): void {
    while (this.#tail.bytes > TAIL_BYTES_MAX) {
      const [oldest] = this.#tail.oldest({ bytes: 1, blockBytes: 1 }) as [EventBlock];
      this.#tail.drop(oldest.last);
      this.#tailAfter = oldest.last;
    }
  }
}

/** When the last event of a block was stored, in ms since 1970. */
export const lastStoredMs = ({ records }: EventBlock): number => storedMs(records.at(-1) as EventRecord);
