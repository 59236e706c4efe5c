import type { SubscriptionSettings } from './subscription';

const MINUTE_MS = 60_000;

/**
 * The permission of a subscriber with `handshake`: for deliveries to one URL, at most a number a minute. They are spaced
 * evenly, so that no minute has more. It is kept for the life of the process.
 */
export class DeliveryPermission {
  #url: string | undefined;
  #intervalMs = 0;
  /** When the next delivery may begin, by the clock of `performance`. */
  #nextMs = 0;

  /** Whether the subscriber must be asked before anything is delivered. */
  isMissing({ handshake, url }: SubscriptionSettings): boolean {
    return handshake && this.#url !== url;
  }

  /** The subscriber has agreed; null means any number a minute. */
  grant(url: string, perMinuteMax: number | null): void {
    this.#url = url;
    this.#intervalMs = perMinuteMax === null ? 0 : MINUTE_MS / perMinuteMax;
    this.#nextMs = 0;
  }

  /** A delivery begins. */
  use(): void {
    this.#nextMs = performance.now() + this.#intervalMs;
  }

  /** How long the next delivery must wait. */
  waitMs({ handshake }: SubscriptionSettings): number {
    return handshake ? Math.max(0, this.#nextMs - performance.now()) : 0;
  }
}
