import type { BusClient } from './bus-client';
import type { BusRefused } from './bus-error';
import { type FollowerReport, REPORT_CHARACTERS_MAX } from './bus-protocol';
import type { Logger } from './logger';
import { pause } from './retry-policy';
import type { SetAsideQueue } from './set-aside-queue';

const REPORT_INTERVAL_MS = 250;
/** An unchanged report is repeated this often, in case the bus has lost it. */
const REPEAT_INTERVAL_MS = 30_000;

const LEAVE_INTERVAL_MS = 20;
const LEAVE_ATTEMPTS_MAX = 25;

/** Reports a follower's state to the bus, at most every 250 ms. A failed report is not retried: the next one replaces it. */
export class FollowerReporter {
  readonly #options: ConstructorParameters<typeof FollowerReporter>[0];
  readonly #repeat: NodeJS.Timeout;
  #latest: FollowerReport | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sent = '';
  #sending = false;
  #stopped = false;

  constructor(options: {
    name: string;
    instance: string;
    bus: Pick<BusClient, 'report' | 'forget'>;
    logger: Logger;
    /** What these queues hold is reported too. */
    queues: readonly SetAsideQueue[];
  }) {
    this.#options = options;
    this.#repeat = setInterval(() => {
      this.#sent = '';
      if (this.#latest !== undefined) void this.#send();
    }, REPEAT_INTERVAL_MS);
    this.#repeat.unref();
  }

  report(progress: Pick<FollowerReport, 'checkpoint' | 'error'>, options: { now?: boolean } = {}): void {
    const states = this.#options.queues.map((queue) => queue.state());
    this.#latest = {
      ...progress,
      setAside: states.reduce((sum, { setAside }) => sum + setAside, 0),
      setAsideReason: states.find(({ setAsideReason }) => setAsideReason !== null)?.setAsideReason ?? null,
    };
    if (options.now) void this.#send();
    else this.#later();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#repeat);
  }

  /** Call after `stop`: removes the follower from the list. If the bus cannot do that now, the follower is listed as down. */
  async leave(): Promise<void> {
    const { bus, name, instance, logger } = this.#options;
    for (let attempt = 1; attempt <= LEAVE_ATTEMPTS_MAX; attempt += 1) {
      // The bus may not have noticed yet that the stream has ended, and a report under way would list the follower again.
      await pause(LEAVE_INTERVAL_MS);
      if (this.#sending) continue;
      try {
        return await bus.forget(name, instance);
      } catch (failure) {
        if ((failure as BusRefused).code === 'follower.connected') continue;
        return logger.debug({ err: failure }, 'could not leave the list of followers');
      }
    }
  }

  /** One request at a time: an older report could otherwise replace a newer one. */
  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { bus, name, instance, logger } = this.#options;
    const latest = this.#latest;
    if (latest === undefined) return;
    const shorten = (text: string | null) => text?.slice(0, REPORT_CHARACTERS_MAX) ?? null;
    const { error, setAsideReason } = latest;
    const texts = { error: shorten(error), setAsideReason: shorten(setAsideReason) };
    const report = { instance, ...latest, ...texts };
    const text = JSON.stringify(report);
    if (this.#sending || text === this.#sent) return;
    this.#sending = true;
    try {
      await bus.report(name, report);
      this.#sent = text;
    } catch (failure) {
      logger.debug({ err: failure }, 'could not report the checkpoint');
    }
    this.#sending = false;
    if (this.#latest !== latest) this.#later();
  }

  #later(): void {
    if (!this.#stopped) this.#timer ??= setTimeout(() => void this.#send(), REPORT_INTERVAL_MS).unref();
  }
}
