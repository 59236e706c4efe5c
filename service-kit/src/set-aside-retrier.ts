import type { BusUnavailable } from './bus-error';
import type { Logger } from './logger';
import { type Backoff, pause, retryDelayMs } from './retry-policy';
import type { SetAsideEvent } from './set-aside-event';
import type { SetAsideQueue } from './set-aside-queue';
import type { Store, Table } from './store';

/**
 * Retries events set aside when somebody asks for it, one at a time and in the order of each sequence; and all of them once at
 * the first start of another build, which may have fixed the cause.
 */
export class SetAsideRetrier {
  readonly #options: ConstructorParameters<typeof SetAsideRetrier>[0];
  readonly #builds: Table<string>;
  readonly #stopping = new AbortController();
  #wake = () => {};
  #running: Promise<void> = Promise.resolve();

  constructor(options: {
    store: Store;
    setAside: SetAsideQueue;
    /** Names the code that runs; without it, nothing is retried unless somebody asks. */
    build?: string | undefined;
    logger: Logger;
    backoff: Backoff;
    /**
     * Handles the event and settles its entry (`SetAsideQueue.settle`).
     * @throws Error  it could not be tried, for instance because the bus is away; it is tried again
     */
    attempt(event: SetAsideEvent, signal: AbortSignal): Promise<void>;
  }) {
    this.#options = options;
    this.#builds = options.store.table<string>('builds');
  }

  start(): void {
    this.#options.setAside.onChange(() => this.#wake());
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { setAside, logger, backoff, attempt } = this.#options;
    const { signal } = this.#stopping;
    let failures = 0;
    let isNoted = false;
    // The search continues after the last event: from the beginning it would pass all failed ones again each time.
    let after = 0;
    while (!signal.aborted) {
      let next: SetAsideEvent | undefined;
      try {
        if (!isNoted) {
          await this.#noteBuild();
          isNoted = true;
          continue;
        }
        next = setAside.nextQueued(after);
        if (next === undefined) await this.#untilChange();
        else await attempt(next, signal);
        after = next?.key ?? 0;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        // An event that cannot be tried now must not block other sequences.
        after = next?.key ?? 0;
        logger.debug({ err: error }, 'what was set aside cannot be retried now');
        await pause(retryDelayMs(failures, backoff, (error as BusUnavailable).retryAfterMs), signal);
      }
    }
  }

  async #noteBuild(): Promise<void> {
    const { store, setAside, build } = this.#options;
    if (build === undefined || this.#builds.get(setAside.from) === build) return;
    await setAside.retry('all');
    await store.transaction(() => void this.#builds.put(setAside.from, build));
  }

  /** No change and no stop can be missed: the look for events and this are in one turn of the event loop. */
  #untilChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
