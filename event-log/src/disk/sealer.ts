import type { DomainError } from '@blog/service-kit';
import type { Journal } from './journal';
import type { StoredEvents } from './stored-events';

/** Size of a compressed block in bytes: larger blocks save little, and reading one event decompresses its whole block. */
const BLOCK_BYTES = 128 * 1024;
/** Bytes moved per sync, as a multiple of `sealBytes`: fast publishers add more meanwhile. */
const MOVED_FACTOR = 2;
/** Delay before another attempt after an error, such as a full disk. */
const SEAL_AGAIN_MS = 1_000;

interface Options {
  readonly events: StoredEvents;
  /** Size of the tail in bytes; beyond it, the tail is moved into the history. */
  readonly sealBytes: number;
  /** Called when the history or the index could not be written; the events stay in the journal, and moving is retried. */
  onError(error: unknown): void;
}

/** Moves events from the tail into the history in the background, and compacts the index of ids. */
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

  /** Starts moving events if there are enough. */
  seal(): void {
    const { events, sealBytes } = this.#options;
    if (events.tail.bytes >= sealBytes && Date.now() >= this.#againMs) this.#begin(sealBytes);
  }

  /**
   * Waits until the journal has room, moving its events into the history. @throws DomainError  the history cannot be written
   */
  async makeRoom(journal: Journal): Promise<void> {
    while (!journal.claimRoom(this.#options.events.history.head)) {
      if (this.#error !== undefined && Date.now() < this.#againMs) throw this.#error;
      this.#begin(1);
      await this.#sealing;
    }
  }

  /** Stops moving events: the log has failed. */
  halt(): void {
    this.#isHalted = true;
  }

  /** Waits for the move in progress. */
  async stop(): Promise<void> {
    await this.#sealing;
    this.#options.events.ids.stop();
    await this.#compacting;
  }

  /** Moves events until the tail is smaller than `enough` bytes. */
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
      // The events stay in the journal.
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
      // If the disk is full, the entries stay in memory.
      onError(error);
    }
    this.#compacting = undefined;
  }
}
