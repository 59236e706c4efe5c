import type { EventBlock } from '../event-block';
import { type WriteOutcome, writeBatch } from './batch-writer';
import type { NatsLink } from './nats-link';

interface Options {
  readonly link: NatsLink;
  readonly subject: string;
}

/** Appends blocks to a stream, each right after the event before its first, or not at all. */
export class StreamWriter {
  readonly #link: NatsLink;
  readonly #subject: string;

  constructor({ link, subject }: Options) {
    this.#link = link;
    this.#subject = subject;
  }

  write({ first, records }: EventBlock, timeoutMs: number): Promise<WriteOutcome> {
    const subject = this.#subject;
    const messages = records.map(({ bytes: payload }) => ({ subject, payload }));
    return writeBatch(this.#link, { after: first - 1, messages }, timeoutMs);
  }
}
