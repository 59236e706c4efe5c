import type { DomainError } from '@blog/service-kit';
import type { Journal } from './journal';
import type { StoredEvents } from './stored-events';

/** What is compressed as one, in bytes: more saves little, and a single event costs the work of its whole block. */
const BLOCK_BYTES = 128 * 1024;
/** What is moved with one sync, as a multiple of what is enough to begin: fast publishers add more meanwhile. */
const MOVED_FACTOR = 2;
/** While the disk is full, the history is tried again this seldom. */
const SEAL_AGAIN_MS = 1_000;

interface Options {
  readonly events: StoredEvents;
  /** Size of the tail in bytes; beyond it, it is moved into the history. */
  readonly sealBytes: number;
  /** Is told why the history or the index could not be written; the events stay where they are, and it is tried again. */
  onError(error: unknown): void;
}

/** Moves the latest events from the tail into the history, beside whatever else is going on, and keeps the index of ids small. */
export class Sealer {
  readonly #options: Options;
  #sealing: Promise<void> | undefined;
  #compacting: Promise<void> | undefined;
  #error: DomainError | undefined;
  #againMs = 0;
  #isHalted = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Begins to move events if there are enough of them. */
  seal(): void {
    const { events, sealBytes } = this.#options;
    if (events.tail.bytes >= sealBytes && Date.now() >= this.#againMs) this.#begin(sealBytes);
  }

  /** Waits until the journal has room: the history takes events out of it. @throws DomainError  the history cannot */
  async makeRoom(journal: Journal): Promise<void> {
    while (!journal.claimRoom(this.#options.events.history.head)) {
      if (this.#error !== undefined && Date.now() < this.#againMs) throw this.#error;
      this.#begin(1);
      await this.#sealing;
    }
  }

  /** Moves nothing more: the log has failed. */
  halt(): void {
    this.#isHalted = true;
  }

  /** Finishes what is being moved. */
  async stop(): Promise<void> {
    await this.#sealing;
    this.#options.events.ids.stop();
    await this.#compacting;
  }

  /** Moves until less than `enough` bytes are left. */
  #begin(enough: number): void {
    this.#sealing ??= this.#sealAll(enough).finally(() => {
      this.#sealing = undefined;
    });
  }

  async #sealAll(enough: number): Promise<void> {
    const { events, sealBytes, onError } = this.#options;
    const { tail, history } = events;
    const blockBytes = Math.min(BLOCK_BYTES, sealBytes);
    try {
      while (tail.bytes >= enough && !this.#isHalted) {
        await history.add(tail.oldest({ bytes: MOVED_FACTOR * sealBytes, blockBytes }));
        tail.drop(history.head);
        this.#compacting ??= this.#compactIds();
      }
      this.#error = undefined;
    } catch (error) {
      // The events stay where they are: in the journal.
      this.#error = error as DomainError;
      this.#againMs = Date.now() + SEAL_AGAIN_MS;
      onError(error);
    }
  }

  async #compactIds(): Promise<void> {
    const { events, onError } = this.#options;
    try {
      await events.ids.compact(events.history.head);
    } catch (error) {
      // Without room on the disk they stay in memory.
      onError(error);
    }
    this.#compacting = undefined;
  }
}
