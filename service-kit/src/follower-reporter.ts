import type { BusClient } from './bus-client';
import type { Logger } from './logger';

const REPORT_INTERVAL_MS = 250;
/** An unchanged report is repeated this often, so that a bus that lost its memory of it learns it again. */
const REPEAT_INTERVAL_MS = 30_000;

/** Tells the bus a follower's checkpoint, at most every 250 ms; a report that fails is made good by the next. */
export class FollowerReporter {
  readonly #name: string;
  readonly #instance: string;
  readonly #bus: Pick<BusClient, 'report'>;
  readonly #logger: Logger;
  readonly #repeat: NodeJS.Timeout;
  #latest: { checkpoint: number; error: string | null } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sent = '';

  constructor(options: { name: string; instance: string; bus: Pick<BusClient, 'report'>; logger: Logger }) {
    this.#name = options.name;
    this.#instance = options.instance;
    this.#bus = options.bus;
    this.#logger = options.logger;
    this.#repeat = setInterval(() => {
      this.#sent = '';
      if (this.#latest !== undefined) void this.#send();
    }, REPEAT_INTERVAL_MS);
    this.#repeat.unref();
  }

  report(checkpoint: number, error: string | null, options: { now?: boolean } = {}): void {
    this.#latest = { checkpoint, error };
    if (options.now) void this.#send();
    else this.#timer ??= setTimeout(() => void this.#send(), REPORT_INTERVAL_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#repeat);
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const report = { instance: this.#instance, checkpoint: 0, error: null, ...this.#latest };
    const text = JSON.stringify(report);
    if (text === this.#sent) return;
    try {
      await this.#bus.report(this.#name, report);
      this.#sent = text;
    } catch (error) {
      this.#logger.debug({ err: error }, 'could not report the checkpoint');
    }
  }
}
