import type { BusClient } from './bus-client';
import { BusRefused } from './bus-error';
import { BusKeeper } from './bus-keeper';
import { type EventTypeSettings, EXCEPT_MAX } from './bus-protocol';
import type { Logger } from './logger';
import { BUS_BACKOFF, backoffDelayMs } from './retry-policy';

const REFRESH_MS = 30_000;

/**
 * Keeps a service's own types of events registered at the bus, which then checks events before it stores them. Registers each
 * type as soon as the bus can be reached and again every 30 s, which changes nothing unless the bus has lost it.
 *
 * If the bus refuses a type (a stored event would not fit), its events are stored unchecked, as before. The keeper logs what an
 * operator can do and tries again, with the events that were set aside meanwhile as exceptions.
 */
export class TypeKeeper {
  readonly #options: Required<ConstructorParameters<typeof TypeKeeper>[0]>;
  readonly #keeper: BusKeeper;
  readonly #registered = new Set<string>();
  readonly #refused = new Map<string, string>();
  #refusals = 0;

  /** `except` gives the positions, in order, of stored events that this service knows not to fit. */
  constructor(options: {
    bus: Pick<BusClient, 'registerType'>;
    types: readonly EventTypeSettings[];
    except: () => readonly number[];
    logger: Logger;
    refreshMs?: number;
  }) {
    this.#options = { refreshMs: REFRESH_MS, ...options };
    this.#keeper = new BusKeeper({ say: (signal) => this.#say(signal), logger: options.logger });
  }

  /** Always ready: readers check events that the bus does not. */
  readiness() {
    const types = {
      registered: [...this.#registered],
      refused: Object.fromEntries(this.#refused),
      lastError: this.#keeper.lastError,
    };
    return { ready: true, checks: { types } };
  }

  start(): void {
    this.#keeper.start();
  }

  stop(): Promise<void> {
    return this.#keeper.stop();
  }

  async #say(signal: AbortSignal): Promise<number> {
    const { types, refreshMs } = this.#options;
    for (const type of types) await this.#register(type, signal);
    this.#refusals = this.#refused.size > 0 ? this.#refusals + 1 : 0;
    // An event that does not fit may be set aside soon, and is then an exception.
    const soonMs = backoffDelayMs(this.#refusals, { ...BUS_BACKOFF, maxMs: refreshMs });
    return this.#refusals > 0 ? soonMs : refreshMs;
  }

  async #register(settings: EventTypeSettings, signal: AbortSignal): Promise<void> {
    const { bus, except, logger } = this.#options;
    const { type } = settings;
    try {
      // The latest of them: one position can exempt all those before.
      await bus.registerType(settings, except().slice(-EXCEPT_MAX), signal);
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
