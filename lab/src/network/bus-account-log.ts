import { BusClient, BusRefused, BusUnavailable, isCheckpoint, type Logger } from '@blog/service-kit';
import { z } from 'zod';
import type { AccountLog, LoggedEvent, LogPlace, LogSink } from '../domain/account/account-sources';
import type { ReceiptReport } from '../domain/account-state';
import { readEventsOf } from './read-events-of';
import { toLogged } from './to-logged';

/** A bus that is slower than this, or frozen, counts as away. */
const ANSWER_MS_MAX = 2_000;
const DECIDER = 'moderation';

const subscribers = z.array(
  z.looseObject({ name: z.string(), kind: z.string(), position: z.int(), parked: z.int().optional() }),
);

/** A bus's log over HTTP, read without a follower name, so that the bus does not list the account. */
export class BusAccountLog implements AccountLog {
  readonly #bus: BusClient;
  readonly #urls: readonly string[];
  readonly #logger: Logger;

  /** `urls` are those of the bus, or of its replicas. */
  constructor({ urls, logger }: { urls: readonly string[]; logger: Logger }) {
    this.#bus = new BusClient(urls);
    this.#urls = urls;
    this.#logger = logger;
  }

  async follow(place: LogPlace | undefined, sink: LogSink, signal: AbortSignal): Promise<void> {
    const leaving = new AbortController();
    const leave = () => leaving.abort();
    signal.addEventListener('abort', leave);
    try {
      await this.#follow(place, sink, leaving.signal);
    } catch (error) {
      if (signal.aborted || error instanceof BusUnavailable || error instanceof BusRefused) return;
      this.#logger.error({ err: error }, 'the account could not read the log');
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
    }
  }

  async head(): Promise<LogPlace | undefined> {
    return this.#head().catch(() => undefined);
  }

  async eventsOf(
    subject: Pick<ReceiptReport, 'kind' | 'id'>,
    place: LogPlace,
    signal: AbortSignal,
  ): Promise<readonly LoggedEvent[] | undefined> {
    for (const url of this.#urls) {
      // This replica is away, or has not read that far yet: another may have.
      const events = await readEventsOf(subject, { url, place, signal }).catch(() => undefined);
      if (events !== undefined) return events;
    }
    return undefined;
  }

  async decidedThrough(signal: AbortSignal): Promise<number | undefined> {
    for (const url of this.#urls) {
      try {
        const response = await fetch(`${url}/subscribers`, {
          signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
        });
        const all = subscribers.parse(await response.json());
        const decider = all.find(({ name, kind }) => name === DECIDER && kind === 'subscription');
        return decider === undefined || decider.parked !== 0 ? undefined : decider.position;
      } catch {
        // This URL is away, or not a bus: another replica may know.
      }
    }
    return undefined;
  }

  async #follow(place: LogPlace | undefined, sink: LogSink, signal: AbortSignal): Promise<void> {
    const head = await this.#head();
    const isSame = place === undefined || (place.epoch === head.epoch && place.position <= head.position);
    const from = isSame ? (place ?? head) : { epoch: head.epoch, position: 0 };
    const { epoch, blocks } = await this.#bus.follow({ after: from.position, signal });
    // The log was replaced since: the next attempt begins with the new one.
    if (epoch !== from.epoch) return;
    sink.began(from);
    for await (const block of blocks) {
      for (const item of block) if (!isCheckpoint(item)) sink.event(toLogged(item));
    }
  }

  async #head(): Promise<LogPlace> {
    const { epoch, head } = await this.#bus.logState(ANSWER_MS_MAX);
    return { epoch, position: head };
  }
}
