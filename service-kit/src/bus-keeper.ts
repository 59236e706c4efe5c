import type { Logger } from './logger';
import { BUS_BACKOFF, backoffDelayMs, pause } from './retry-policy';

/** Keeps something of a service registered at the bus: says it as soon as the bus can be reached, then repeatedly. */
export class BusKeeper {
  readonly #say: (signal: AbortSignal) => Promise<number>;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #lastError: string | null = null;

  /** `say` resolves with the milliseconds until it must be called again. If it throws, it is called again after a backoff. */
  constructor(options: { say(signal: AbortSignal): Promise<number>; logger: Logger }) {
    this.#say = options.say;
    this.#logger = options.logger;
  }

  get lastError(): string | null {
    return this.#lastError;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      try {
        const againMs = await this.#say(signal);
        this.#lastError = null;
        failures = 0;
        await pause(againMs, signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const { message } = error as Error;
        if (message !== this.#lastError) this.#logger.warn(message);
        this.#lastError = message;
        await pause(backoffDelayMs(failures, BUS_BACKOFF), signal);
      }
    }
  }
}
