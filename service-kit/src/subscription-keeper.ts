import type { BusClient } from './bus-client';
import { BusKeeper } from './bus-keeper';
import type { Logger } from './logger';

const REFRESH_MS = 30_000;

/**
 * Keeps a subscription at the bus: makes it as soon as the bus can be reached, and repeats it every 30 s, which
 * changes nothing unless the bus has lost it.
 */
export class SubscriptionKeeper {
  readonly #keeper: BusKeeper;
  #subscribed = false;

  constructor(options: {
    bus: Pick<BusClient, 'subscribe'>;
    name: string;
    subscription: Readonly<Record<string, unknown>>;
    logger: Logger;
  }) {
    const { bus, name, subscription, logger } = options;
    const say = async (signal: AbortSignal) => {
      await bus.subscribe(name, subscription, signal);
      if (!this.#subscribed) logger.info('subscribed to the bus');
      this.#subscribed = true;
      return REFRESH_MS;
    };
    this.#keeper = new BusKeeper({ say, logger });
  }

  /** Ready once the bus has accepted the subscription. */
  readiness() {
    const subscription = { subscribed: this.#subscribed, lastError: this.#keeper.lastError };
    return { ready: this.#subscribed, checks: { subscription } };
  }

  start(): void {
    this.#keeper.start();
  }

  stop(): Promise<void> {
    return this.#keeper.stop();
  }
}
