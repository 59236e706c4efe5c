import type { BusClient, EventTypeSettings } from './bus-client';
import { BusRefused } from './bus-error';
import type { Logger } from './logger';
import { BUS_BACKOFF, backoffDelayMs, pause } from './retry-policy';

const REFRESH_MS = 30_000;
/** As many as a request may name. */
const EXCEPT_MAX = 10_000;

/**
 * Keeps a service's own types of events registered at the bus, which then checks them before it stores them: registers each
 * as soon as the bus can be reached, and says it again every 30 s, which changes nothing unless the bus has lost it.
 *
 * A type that the bus refuses (a stored event would not fit) is not checked at the door, as before. That is said, and no
 * reason to stop: it is tried again, with what was set aside meanwhile.
 */
export class TypeKeeper {
  readonly #options: Required<ConstructorParameters<typeof TypeKeeper>[0]>;
  readonly #stopping = new AbortController();
  readonly #registered = new Set<string>();
  readonly #refused = new Map<string, string>();
  #running: Promise<void> = Promise.resolve();
  #lastError: string | null = null;

  /** `except` are the positions of stored events that this service knows not to fit. */
  constructor(options: {
    bus: Pick<BusClient, 'registerType'>;
    types: readonly EventTypeSettings[];
    except: () => readonly number[];
    logger: Logger;
    refreshMs?: number;
  }) {
    this.#options = { refreshMs: REFRESH_MS, ...options };
  }

  /** Always ready: events that are not checked at the door are still checked by those who read them. */
  readiness() {
    const types = {
      registered: [...this.#registered],
      refused: Object.fromEntries(this.#refused),
      lastError: this.#lastError,
    };
    return { ready: true, checks: { types } };
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { types, logger, refreshMs } = this.#options;
    const { signal } = this.#stopping;
    for (let failures = 0, refusals = 0; !signal.aborted; ) {
      try {
        for (const type of types) await this.#register(type);
        this.#lastError = null;
        failures = 0;
        refusals = this.#refused.size > 0 ? refusals + 1 : 0;
        // What does not fit may be about to be set aside, and is then excepted.
        const soon = backoffDelayMs(refusals, { ...BUS_BACKOFF, maxMs: refreshMs });
        await pause(refusals > 0 ? soon : refreshMs, signal);
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

  async #register(settings: EventTypeSettings): Promise<void> {
    const { bus, except, logger } = this.#options;
    const { type } = settings;
    try {
      await bus.registerType(settings, except().slice(0, EXCEPT_MAX), this.#stopping.signal);
      if (!this.#registered.has(type)) logger.info({ type }, 'the bus checks events of this type');
      this.#registered.add(type);
      this.#refused.delete(type);
    } catch (error) {
      if (!(error instanceof BusRefused)) throw error;
      if (this.#refused.get(type) !== error.message) logger.warn({ type }, error.message);
      this.#refused.set(type, error.message);
      this.#registered.delete(type);
    }
  }
}
