import { PUBLISH_AWAY_MS, PUBLISH_WAIT_MS } from './settings';

/** What became of an event that a caller waited for: `position` is its place in the log, if the bus said it in time. */
export interface Publication {
  readonly isPublished: boolean;
  readonly position: number | undefined;
}

export const NOT_PUBLISHED: Publication = { isPublished: false, position: undefined };

/**
 * A caller that waits for an event; `hurry` shortens the wait to PUBLISH_AWAY_MS from now on, unless the caller set its length.
 */
interface Waiter {
  readonly sequence: number;
  hurry(): void;
  end(publication: Publication): void;
}

/** Callers that wait until events in the outbox, known by their sequence numbers, are published or set aside. */
export class PublicationWaits {
  readonly #waiters = new Set<Waiter>();

  /**
   * Resolves with what `settle` says of the event; NOT_PUBLISHED after `timeoutMs`, by default PUBLISH_WAIT_MS, or
   * PUBLISH_AWAY_MS once the bus is known to be away.
   */
  wait(sequence: number, options: { timeoutMs?: number | undefined; isAway: boolean }): Promise<Publication> {
    const { timeoutMs, isAway } = options;
    return new Promise((resolve) => {
      const giveUpAfter = (ms: number) => setTimeout(() => waiter.end(NOT_PUBLISHED), ms);
      let timer = giveUpAfter(timeoutMs ?? PUBLISH_WAIT_MS);
      const waiter: Waiter = {
        sequence,
        hurry: () => {
          if (timeoutMs !== undefined) return;
          clearTimeout(timer);
          timer = giveUpAfter(PUBLISH_AWAY_MS);
        },
        end: (publication) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(publication);
        },
      };
      if (isAway) waiter.hurry();
      this.#waiters.add(waiter);
    });
  }

  /** The bus is away. */
  hurry(): void {
    for (const waiter of this.#waiters) waiter.hurry();
  }

  /** Tells the callers that wait for these events what became of them, by the event's index. */
  settle(entries: readonly { readonly key: number }[], publicationOf: (index: number) => Publication): void {
    if (this.#waiters.size === 0) return;
    const indexes = new Map(entries.map(({ key }, index) => [key, index]));
    for (const waiter of this.#waiters) {
      const index = indexes.get(waiter.sequence);
      if (index !== undefined) waiter.end(publicationOf(index));
    }
  }
}
