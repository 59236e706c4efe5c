import type { BusClient } from './bus-client';
import type { Logger } from './logger';
import { BUS_BACKOFF, backoffDelayMs, pause } from './retry-policy';

const REFRESH_MS = 30_000;

/**
 * Keeps a subscription at the bus: makes it as soon as the bus can be reached, and says it again every 30 s, which
 * changes nothing unless the bus has lost it.
 */
export class SubscriptionKeeper {
  readonly #options: ConstructorParameters<typeof SubscriptionKeeper>[0];
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #subscribed = false;
  #lastError: string | null = null;

  constructor(options: {
    bus: Pick<BusClient, 'subscribe'>;
    name: string;
    subscription: Readonly<Record<string, unknown>>;
    logger: Logger;
  }) {
    this.#options = options;
  }

  /** Ready once the bus has accepted the subscription. */
  readiness() {
    const subscription = { subscribed: this.#subscribed, lastError: this.#lastError };
    return { ready: this.#subscribed, checks: { subscription } };
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { bus, name, subscription, logger } = this.#options;
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await bus.subscribe(name, subscription, signal);
        if (!this.#subscribed) logger.info('subscribed to the bus');
        this.#subscribed = true;
        this.#lastError = null;
        failures = 0;
        await pause(REFRESH_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const { message } = error as Error;
        if (message !== this.#lastError) logger.warn(message);
        this.#lastError = message;
        await pause(backoffDelayMs(failures, BUS_BACKOFF), signal);
      }
    }
  }
}
