import { readBlogEvent, UnreadableEvent } from '@blog/contracts';
import { z } from 'zod';
import type { LoggedEvent, LogPlace, LogSink } from '../domain/account/account-sources';

const SOURCE = '/classic';
/** Long enough to contain ids, which no other array has. */
const MARK_BYTES = 256;
const CLOSING = ']';
const events = z.array(z.looseObject({ type: z.string() }));

/**
 * A classic bus's array, read as a log. The array only grows while its process lives, so only the end of each answer is
 * parsed; an answer that does not continue the last one comes from another process, and is another log.
 */
export class ClassicEvents {
  readonly #now: () => Date;
  #lives = 1;
  #position = 0;
  /** The previous answer without its closing bracket: its length and its end. */
  #bytes = 0;
  #mark = Buffer.alloc(0);
  #sink: LogSink | undefined;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get place(): LogPlace {
    return { epoch: String(this.#lives), position: this.#position };
  }

  /** Reports everything to the sink from the beginning, unless it is the present sink. */
  tell(sink: LogSink): void {
    if (sink === this.#sink) return;
    this.#sink = sink;
    this.#beginAgain();
  }

  /** Applies the body of GET /events; returns the last place. @throws  it is not an array of events */
  take(body: Buffer): LogPlace {
    const isOurs = this.#goesOn(body);
    // "[{…}" and then ",{…}]", or "[" and then "{…}]".
    const rest = body.toString('utf8', isOurs ? this.#bytes : 0).replace(/^[[,]/, '');
    const added = events.parse(JSON.parse(`[${rest}`));
    if (!isOurs) {
      this.#lives += 1;
      this.#beginAgain();
    }
    for (const event of added) {
      this.#position += 1;
      this.#sink?.event(this.#toLogged(event, this.#position));
    }
    this.#bytes = body.length - CLOSING.length;
    this.#mark = Buffer.from(body.subarray(Math.max(0, this.#bytes - MARK_BYTES), this.#bytes));
    return this.place;
  }

  /** The events about a post or comment in a body of GET /events; undefined if it is another array than `place`, or shorter. */
  of(id: string, at: { body: Buffer; place: LogPlace }): LoggedEvent[] | undefined {
    const { body, place } = at;
    if (place.epoch !== this.place.epoch || !this.#goesOn(body)) return undefined;
    return events
      .parse(JSON.parse(body.toString()))
      .map((event, index) => this.#toLogged(event, index + 1))
      .filter(({ event }) => event?.data.id === id);
  }

  #beginAgain(): void {
    this.#position = 0;
    this.#bytes = 0;
    this.#mark = Buffer.alloc(0);
    this.#sink?.began(this.place);
  }

  #goesOn(body: Buffer): boolean {
    const from = this.#bytes - this.#mark.length;
    return body.length > this.#bytes && body.subarray(from, this.#bytes).equals(this.#mark);
  }

  #toLogged(event: { type: string }, position: number): LoggedEvent {
    const id = `${this.#lives}-${position}`;
    const time = this.#now().toISOString();
    try {
      const whole = { ...event, specversion: '1.0', id, source: SOURCE, time };
      return { position, event: readBlogEvent(whole) };
    } catch (error) {
      if (error instanceof UnreadableEvent) return { position, event: undefined };
      throw error;
    }
  }
}
