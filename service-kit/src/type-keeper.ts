import type { BusClient, EventTypeSettings } from './bus-client';
import { BusRefused } from './bus-error';
import { BusKeeper } from './bus-keeper';
import type { Logger } from './logger';
import { BUS_BACKOFF, backoffDelayMs } from './retry-policy';

const REFRESH_MS = 30_000;
/** Maximum positions in a request: the latest ones, since earlier events can be exempted by a single position. */
const EXCEPT_MAX = 10_000;

/**
 * Keeps a service's own event types registered at the bus, which then checks events of these types before it stores them.
 * Registers each as soon as the bus can be reached, and again every 30 s, which changes nothing unless the bus has lost it.
 *
 * If the bus refuses a type (a stored event would not fit), events of it stay unchecked. That is logged, with what an operator
 * can do, and retried, excepting the events set aside meanwhile.
 */
export class TypeKeeper {
  readonly #options: Required<ConstructorParameters<typeof TypeKeeper>[0]>;
  readonly #keeper: BusKeeper;
  readonly #registered = new Set<string>();
  readonly #refused = new Map<string, string>();
  #refusals = 0;

  /** `except` returns the positions of stored events that are known not to fit, in order. */
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

  /** Always ready: events that the bus does not check are still checked by their readers. */
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
    // An event that does not fit may be set aside soon, and is excepted then.
    const soonMs = backoffDelayMs(this.#refusals, { ...BUS_BACKOFF, maxMs: refreshMs });
    return this.#refusals > 0 ? soonMs : refreshMs;
  }

  async #register(settings: EventTypeSettings, signal: AbortSignal): Promise<void> {
    const { bus, except, logger } = this.#options;
    const { type } = settings;
    try {
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
