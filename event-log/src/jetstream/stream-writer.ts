import type { EventBlock } from '../event-block';
import { type WriteOutcome, type WriteTarget, writeBatch } from './batch-writer';

interface Options extends WriteTarget {
  readonly subject: string;
}

/** Appends blocks to a stream, each only if the stream ends right before its first event. */
export class StreamWriter {
  readonly #target: WriteTarget;
  readonly #subject: string;

  constructor({ subject, ...target }: Options) {
    this.#target = target;
    this.#subject = subject;
  }

  write({ first, records }: EventBlock, timeoutMs: number): Promise<WriteOutcome> {
    const subject = this.#subject;
    const messages = records.map(({ bytes: payload }) => ({ subject, payload }));
    return writeBatch(this.#target, { after: first - 1, messages }, timeoutMs);
  }
}
