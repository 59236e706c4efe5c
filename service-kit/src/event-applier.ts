import type { StoredEvent } from './cloud-event';
import type { DomainError } from './domain-error';
import type { Block } from './read-blocks';
import type { SequenceOf, SetAsideEvent, SetAsideQueue } from './set-aside-queue';
import type { Store, Table } from './store';

/** How far a follower is in which log. */
export interface Checkpoint {
  readonly log: string;
  /** Of the log, when it was applied up to here. Checkpoints of earlier builds have none. */
  readonly epoch?: string;
  readonly position: number;
  /** The id of the event at `position`: tells whether the log still is the one that was followed. */
  readonly eventId: string;
  /** Whether it had caught up with the log by then: before that, what it has is a rebuild under way. */
  readonly caughtUp: boolean;
}

/** An event cannot be applied, and not be set aside either. `position` is its place; what comes before it was applied. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn';

  constructor(
    readonly event: StoredEvent,
    /** `damaged`: the service's own data; `full`: as many events are set aside as may be. */
    readonly why: 'damaged' | 'full',
    cause: unknown,
  ) {
    super((cause as Error).message, { cause });
  }
}

/** What an apply throws that says nothing of the event: the service's own storage. */
const isOfStorage = (error: unknown) => String((error as DomainError).code).startsWith('storage.');

/** Events of the log in order, of which those after the checkpoint and before position `before` are to be applied. */
interface Work {
  readonly block: Block;
  readonly log: string;
  readonly epoch: string;
  /** The position at which the service has caught up. */
  readonly target: number;
  readonly before?: number;
}

/**
 * Applies events of the log to a service's state, each once, and stores the checkpoint in the same transaction. An event
 * that cannot be applied is set aside in that transaction, without a trace of it in the state; so are later ones of its
 * sequence, behind it.
 */
export class EventApplier {
  readonly #store: Store;
  readonly #apply: (event: StoredEvent) => void;
  readonly #sequenceOf: SequenceOf;
  readonly #setAside: SetAsideQueue;
  readonly #checkpoints: Table<Checkpoint>;
  #checkpoint: Checkpoint | undefined;

  constructor(options: {
    store: Store;
    apply: (event: StoredEvent) => void;
    sequenceOf: SequenceOf;
    setAside: SetAsideQueue;
  }) {
    this.#store = options.store;
    this.#apply = options.apply;
    this.#sequenceOf = options.sequenceOf;
    this.#setAside = options.setAside;
    this.#checkpoints = options.store.table<Checkpoint>('checkpoint');
    this.#checkpoint = this.#checkpoints.get('log');
  }

  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /** The last position applied or set aside; 0 before the first. */
  get position(): number {
    return this.#checkpoint?.position ?? 0;
  }

  /**
   * All at once, since nothing fails most of the time; if something does, each event so that it can be undone by itself.
   * @throws CannotGoOn  at the first event that can neither be applied nor set aside
   */
  async applyBlock(work: Work): Promise<void> {
    let isFailed = false;
    try {
      await this.#commit(work, (event) => {
        isFailed = true;
        if (!this.#setAsideBehind(event)) this.#apply(event);
        isFailed = false;
      });
    } catch (error) {
      if (!isFailed) throw error;
      await this.#applyOneByOne(work);
    }
  }

  /** Applies an event that was set aside, and takes it out; it stays there if it still cannot be applied. */
  async retry({ key }: SetAsideEvent, event: StoredEvent): Promise<void> {
    await this.#setAside.settle(key, () => this.#failureOf(event));
  }

  async #applyOneByOne(work: Work): Promise<void> {
    try {
      await this.#commit(work, (event) => {
        if (this.#setAsideBehind(event)) return;
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
    const { block, log, epoch, target, before } = work;
    const setAsideBefore = this.#setAside.count;
    this.#checkpoint = await this.#store.transaction(() => {
      let { position } = this;
      let eventId = this.#checkpoint?.eventId ?? '';
      for (const event of block) {
        if (before !== undefined && event.position >= before) break;
        if (event.position <= position) continue;
        if (event.position > position + 1) {
          throw new Error(`Expected position ${position + 1} from the bus, got ${event.position}.`);
        }
        handle(event);
        position += 1;
        eventId = event.id;
      }
      // All of it applied before, such as the one event that a reconnect begins with.
      if (position === this.position) return this.#checkpoint;
      const caughtUp = position >= target || (this.#checkpoint?.caughtUp ?? false);
      const checkpoint = { log, epoch, position, eventId, caughtUp };
      void this.#checkpoints.put('log', checkpoint);
      return checkpoint;
    });
    if (this.#setAside.count > setAsideBefore) this.#setAside.changed();
  }

  /** Sets an event aside if it has to wait behind another one of its sequence; says whether it did. */
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

  /** Applies an event, or says why it cannot be applied; then nothing of it is written. */
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
