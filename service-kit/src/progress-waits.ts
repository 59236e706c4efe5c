import type { BusClient } from './bus-client';
import { nextCall } from './next-call';

/** Lets callers wait until a follower has applied the log up to a position; `Follower` says what they are promised. */
export class ProgressWaits {
  readonly #options: ConstructorParameters<typeof ProgressWaits>[0];
  readonly #listeners = new Set<() => void>();

  constructor(options: {
    bus: Pick<BusClient, 'logState'>;
    checkpoint(): number;
    isStopped(): boolean;
  }) {
    this.#options = options;
  }

  /** A block was applied. */
  advance(): void {
    for (const listener of this.#listeners) listener();
  }

  async catchUp({ timeoutMs }: { timeoutMs: number }): Promise<'caught-up' | 'behind' | 'unreachable'> {
    const deadlineMs = Date.now() + timeoutMs;
    let head: number;
    try {
      ({ head } = await this.#options.bus.logState(timeoutMs));
    } catch {
      return 'unreachable';
    }
    return (await this.applied(head, { timeoutMs: deadlineMs - Date.now() })) ? 'caught-up' : 'behind';
  }

  async applied(
    position: number,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<boolean> {
    const { checkpoint, isStopped } = this.#options;
    const deadlineMs = Date.now() + timeoutMs;
    while (checkpoint() < position) {
      const leftMs = deadlineMs - Date.now();
      if (leftMs <= 0 || isStopped() || signal?.aborted) return false;
      await nextCall((listener) => this.#onAdvance(listener), { signal, timeoutMs: leftMs });
    }
    return true;
  }

  #onAdvance(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
