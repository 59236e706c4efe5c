import type { LogEvent } from '../api/bus-events';
import { readEvents } from '../api/read-events';

const EVENTS_ON_A_PAGE = 1_000;
/** Half of the connections that a browser opens to one server: the rest of the page needs some too. */
const REQUESTS_MAX = 3;

interface LogPage {
  readonly events: readonly LogEvent[];
  /** Events in the log when the page was read. */
  readonly total: number;
}

/** Reads the log page by page, fetching the next pages while one is handled. */
export class LogReader {
  readonly #eventsMax: number;
  readonly #leaving: AbortSignal;
  /** In log order; cancelled together. */
  #ahead: { readonly after: number; readonly page: Promise<LogPage> }[] = [];
  #giveUp = new AbortController();
  #epoch: string | undefined;

  /** Prefetches nothing after position `eventsMax`, and requests nothing once `leaving` is aborted. */
  constructor({ eventsMax, leaving }: { eventsMax: number; leaving: AbortSignal }) {
    this.#eventsMax = eventsMax;
    this.#leaving = leaving;
  }

  /** The epoch of the log; undefined before the first page. */
  get epoch(): string | undefined {
    return this.#epoch;
  }

  /**
   * The events after a position, at most 1000: the bus ends a page early when its events are large.
   * @throws ApiProblem  as `request`; the same page can be requested again
   */
  async pageAfter(position: number): Promise<LogPage> {
    if (this.#ahead[0]?.after !== position) this.#beginAt(position);
    try {
      const page = (await this.#ahead.shift()?.page) as LogPage;
      this.#askAhead(position, page);
      return page;
    } catch (error) {
      this.#drop();
      throw error;
    }
  }

  #beginAt(position: number): void {
    this.#drop();
    this.#ask(position);
  }

  #drop(): void {
    this.#giveUp.abort();
    this.#giveUp = new AbortController();
    this.#ahead = [];
  }

  /** More than one page can be prefetched only while pages are full: otherwise the next start is unknown. */
  #askAhead(position: number, { events, total }: LogPage): void {
    const end = Math.min(total, this.#eventsMax);
    const next = position + events.length;
    if (events.length === 0 || next >= end) return;
    if (this.#ahead[0]?.after !== next) this.#beginAt(next);
    if (events.length < EVENTS_ON_A_PAGE) return;
    while (this.#ahead.length < REQUESTS_MAX) {
      const after = (this.#ahead.at(-1)?.after ?? next) + EVENTS_ON_A_PAGE;
      if (after >= end) return;
      this.#ask(after);
    }
  }

  #ask(after: number): void {
    const page = this.#request(after, AbortSignal.any([this.#leaving, this.#giveUp.signal]));
    // `pageAfter` reports the error.
    page.catch(() => {});
    this.#ahead.push({ after, page });
  }

  async #request(after: number, signal: AbortSignal): Promise<LogPage> {
    const query = { after, limit: EVENTS_ON_A_PAGE, epoch: this.#epoch };
    const { events, log } = await readEvents(query, { signal });
    this.#epoch = log.epoch;
    return { events, total: log.head };
  }
}
