import { DomainError } from './domain-error';

/** A part of a budget that somebody holds. `release` gives it back; a second call does nothing. */
export interface ByteLease {
  /** Takes more; false, and nothing is taken, if there is no room. */
  grow(bytes: number): boolean;
  release(): void;
}

/**
 * Bounds the memory that clients can make a process hold: bodies that are being received, deliveries under way, and
 * answers that are not sent yet. All of them share one budget, in bytes.
 */
export class ByteBudget {
  readonly bytesMax: number;
  #usedBytes = 0;
  /** Those who wait for room, first come first served. */
  readonly #waiting: { readonly bytes: number; give(lease: ByteLease | undefined): void }[] = [];

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Takes bytes, or returns undefined if there is no room. */
  tryTake(bytes: number): ByteLease | undefined {
    return this.#usedBytes + bytes > this.bytesMax ? undefined : this.#lease(bytes);
  }

  /** Takes bytes. @throws DomainError `service.overloaded`  no room; try again */
  take(bytes: number): ByteLease {
    const lease = this.tryTake(bytes);
    if (lease === undefined) {
      throw new DomainError(
        'service.overloaded',
        'Too many bytes of requests and answers are under way; try again.',
      );
    }
    return lease;
  }

  /** Waits for room, in the order of the calls; resolves undefined once `signal` is aborted. More than all is all. */
  takeWhenFree(bytes: number, signal: AbortSignal): Promise<ByteLease | undefined> {
    const wanted = Math.min(bytes, this.bytesMax);
    if (signal.aborted) return Promise.resolve(undefined);
    if (this.#waiting.length === 0 && this.#usedBytes + wanted <= this.bytesMax) {
      return Promise.resolve(this.#lease(wanted));
    }
    return new Promise((resolve) => {
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        resolve(undefined);
        this.#serve();
      };
      const waiter = {
        bytes: wanted,
        give: (lease: ByteLease | undefined) => {
          signal.removeEventListener('abort', abort);
          resolve(lease);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  #lease(bytes: number): ByteLease {
    let held = bytes;
    this.#usedBytes += bytes;
    return {
      grow: (more) => {
        if (this.#usedBytes + more > this.bytesMax) return false;
        this.#usedBytes += more;
        held += more;
        return true;
      },
      release: () => {
        this.#usedBytes -= held;
        held = 0;
        this.#serve();
      },
    };
  }

  #serve(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (this.#usedBytes + first.bytes > this.bytesMax) return;
      this.#waiting.shift();
      first.give(this.#lease(first.bytes));
    }
  }
}
