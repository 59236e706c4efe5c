import { type Checkpoint, CheckpointKeeper } from './checkpoint-keeper';
import type { StoredEvent } from './cloud-event';
import type { DomainError } from './domain-error';
import { isCheckpoint, type LogItem } from './log-item';
import type { Block } from './read-blocks';
import type { SequenceOf, SetAsideEvent } from './set-aside-event';
import type { SetAsideQueue } from './set-aside-queue';
import type { Store } from './store';

/** An event can be neither applied nor set aside. All events before it were applied. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn';

  constructor(
    readonly event: StoredEvent,
    /** `damaged`: the service's own data is; `full`: the maximum number of events is set aside. */
    readonly why: 'damaged' | 'full',
    cause: unknown,
  ) {
    super((cause as Error).message, { cause });
  }
}

/** Whether `apply` failed because of the service's own storage, which says nothing about the event. */
const isOfStorage = (error: unknown) => String((error as DomainError).code).startsWith('storage.');

/** Events of the log in order; those after the checkpoint and before position `before` are to be applied. */
interface Work {
  readonly block: Block;
  readonly log: string;
  readonly epoch: string;
  /** At this position the service has caught up. */
  readonly target: number;
  readonly before?: number;
}

/**
 * Applies events of the log to a service's state, each once, and stores the checkpoint in the same transaction. An event
 * that cannot be applied is set aside in that transaction and leaves no trace in the state; later events of its sequence are set
 * aside behind it.
 */
export class EventApplier {
  readonly #store: Store;
  readonly #apply: (event: StoredEvent) => void;
  readonly #sequenceOf: SequenceOf;
  readonly #setAside: SetAsideQueue;
  readonly #checkpoints: CheckpointKeeper;
  /** Whether every event of the log is received: then none may be missing. */
  readonly #takesAll: boolean;
  /** Up to this position, events that are set aside or were discarded may be received a second time. */
  #knownThrough: number;

  constructor(options: {
    store: Store;
    apply: (event: StoredEvent) => void;
    sequenceOf: SequenceOf;
    setAside: SetAsideQueue;
    types: readonly string[] | undefined;
    onCheckpoint?: ((position: number) => void) | undefined;
  }) {
    this.#store = options.store;
    this.#apply = options.apply;
    this.#sequenceOf = options.sequenceOf;
    this.#setAside = options.setAside;
    this.#checkpoints = new CheckpointKeeper(options.store, options.types, options.onCheckpoint);
    this.#takesAll = options.types === undefined;
    this.#knownThrough = this.#setAside.lastKey;
  }

  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoints.current;
  }

  /** The last position applied, set aside or passed; 0 before the first. */
  get position(): number {
    return this.#checkpoints.position;
  }

  /** The types that are followed now and were not up to the checkpoint, in words; undefined if there are none. */
  get missedTypes(): string | undefined {
    return this.#checkpoints.missed;
  }

  /** Goes back to the beginning of the log: every event is applied again, except those set aside or discarded. */
  async beginAgain(): Promise<void> {
    await this.#checkpoints.beginAgain();
    this.#knownThrough = this.#setAside.lastKey;
  }

  /** Stores progress through events that were not wanted. */
  flush(): Promise<void> {
    return this.#checkpoints.flush();
  }

  /**
   * Applies a block in one go, since most blocks have no failure. If one fails, each of its events is applied so that it can be
   * undone by itself.
   * @throws CannotGoOn  at the first event that can be neither applied nor set aside
   */
  async applyBlock(work: Work): Promise<void> {
    if (!this.#hasEvents(work)) return this.#pass(work);
    let isFailed = false;
    try {
      await this.#commit(work, (event) => {
        isFailed = true;
        if (!this.#isKnown(event) && !this.#setAsideBehind(event)) this.#apply(event);
        isFailed = false;
      });
    } catch (error) {
      if (!isFailed) throw error;
      await this.#applyOneByOne(work);
    }
  }

  /** Applies an event that was set aside and removes it from there; it stays if it still cannot be applied. */
  async retry({ key }: SetAsideEvent, event: StoredEvent): Promise<void> {
    await this.#setAside.settle(key, () => this.#failureOf(event));
  }

  async #applyOneByOne(work: Work): Promise<void> {
    try {
      await this.#commit(work, (event) => {
        if (this.#isKnown(event) || this.#setAsideBehind(event)) return;
        const reason = this.#failureOf(event);
        if (reason !== undefined) this.#setAsideFor(event, { reason });
      });
    } catch (error) {
      if (!(error instanceof CannotGoOn)) throw error;
      await this.#applyOneByOne({ ...work, before: error.event.position });
      throw error;
    }
  }

  async #commit(work: Work, handle: (event: StoredEvent) => void): Promise<void> {
    const { block, before = Number.POSITIVE_INFINITY } = work;
    const setAsideBefore = this.#setAside.count;
    const checkpoint = await this.#store.transaction(() => {
      let { position } = this;
      let eventId = '';
      for (const item of block) {
        const at = isCheckpoint(item) ? item.checkpoint : item.position;
        if (at >= before) break;
        if (at <= position) continue;
        this.#requireNext(item, position);
        if (!isCheckpoint(item)) handle(item);
        position = at;
        eventId = item.id;
      }
      // No event of the block comes before the one that cannot be applied.
      if (position === this.position) return undefined;
      return this.#checkpoints.write(this.#progress(work, { position, eventId }));
    });
    if (checkpoint !== undefined) this.#checkpoints.written(checkpoint);
    if (this.#setAside.count > setAsideBefore) this.#setAside.changed();
  }

  /** Whether a block has an event to apply. */
  #hasEvents({ block }: Work): boolean {
    for (const item of block) if (!isCheckpoint(item) && item.position > this.position) return true;
    return false;
  }

  /** Passes events that are not wanted. */
  async #pass(work: Work): Promise<void> {
    let reached = { position: this.position, eventId: '' };
    for (const item of work.block) {
      if (!isCheckpoint(item) || item.checkpoint <= reached.position) continue;
      this.#requireNext(item, reached.position);
      reached = { position: item.checkpoint, eventId: item.id };
    }
    if (reached.position > this.position) await this.#checkpoints.pass(this.#progress(work, reached));
  }

  /** Where every event is received, none may be missing. */
  #requireNext(item: LogItem, position: number): void {
    if (!this.#takesAll || (!isCheckpoint(item) && item.position === position + 1)) return;
    const came = isCheckpoint(item) ? `a checkpoint at ${item.checkpoint}` : item.position;
    throw new Error(`Expected position ${position + 1} from the bus, got ${came}.`);
  }

  #progress({ log, epoch, target }: Work, reached: { position: number; eventId: string }) {
    const caughtUp = reached.position >= target || (this.checkpoint?.caughtUp ?? false);
    return { log, epoch, ...reached, caughtUp };
  }

  /** Whether an event is received again that is set aside or was discarded. */
  #isKnown({ position }: StoredEvent): boolean {
    return position <= this.#knownThrough && this.#setAside.has(position);
  }

  /** Sets an event aside if it must wait behind another one of its sequence; returns whether it did. */
  #setAsideBehind(event: StoredEvent): boolean {
    const sequence = this.#sequenceOf(event);
    if (!this.#setAside.holds(sequence, event.position)) return false;
    this.#setAsideFor(event, {});
    return true;
  }

  /** @throws CannotGoOn  there is no room */
  #setAsideFor(event: StoredEvent, { reason }: { reason?: string }): void {
    const sequence = this.#sequenceOf(event);
    if (this.#setAside.isFull) {
      const why = reason ?? `It waits behind another event of ${sequence}`;
      throw new CannotGoOn(event, 'full', new Error(why));
    }
    const { position: key, type, source, id } = event;
    this.#setAside.add({ key, type, source, id }, { sequence, reason });
  }

  /** Applies an event, or returns why it cannot be applied; then nothing of it is written. */
  #failureOf(event: StoredEvent): string | undefined {
    try {
      this.#store.attempt(() => this.#apply(event));
      return undefined;
    } catch (error) {
      if (isOfStorage(error)) throw new CannotGoOn(event, 'damaged', error);
      return error instanceof Error ? error.message : String(error);
    }
  }
}
