import { randomBytes } from 'node:crypto';
import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { EventBlock, EventRecord } from '../event-block';
import { isLogUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';

const BATCH_ID_BYTES = 9;
/** The server's codes for: the last sequence is another than the expected one; no room. */
const WRONG_LAST_SEQUENCE = 10071;
const NO_ROOM = new Set([10002, 10023, 10028, 10047, 10077]);

/** What became of a write. */
export type WriteOutcome =
  | { readonly kind: 'stored' }
  /** Nothing was stored: another replica wrote before, and the stream now ends at `last`. */
  | { readonly kind: 'overtaken'; readonly last: number }
  /** Nothing was stored: there is no room. */
  | { readonly kind: 'full' }
  /** It may be stored, now or later; if it is written again as it is, it is stored once. */
  | { readonly kind: 'unknown'; readonly why: string };

interface Options {
  readonly link: NatsLink;
  readonly subject: string;
}

interface Answer {
  readonly seq?: number;
  readonly error?: { readonly err_code: number; readonly description: string };
}

/**
 * Appends to a stream, all or nothing, right after the event before a block's first, or not at all: the server compares.
 * One event is a message; more are an atomic batch (ADR-50), sent without waiting in between.
 */
export class StreamWriter {
  readonly #link: NatsLink;
  readonly #subject: string;

  constructor({ link, subject }: Options) {
    this.#link = link;
    this.#subject = subject;
  }

  async write(block: EventBlock, timeoutMs: number): Promise<WriteOutcome> {
    try {
      const answer = await this.#send(block, timeoutMs);
      return outcomeOf(answer, block);
    } catch (error) {
      if (!isLogUnavailable(error)) throw error;
      return { kind: 'unknown', why: (error as Error).message };
    }
  }

  async #send({ first, records }: EventBlock, timeoutMs: number): Promise<Answer> {
    const batch = records.length > 1 ? randomBytes(BATCH_ID_BYTES).toString('base64url') : undefined;
    const headersOf = (index: number): MsgHdrs => {
      const made = headers();
      if (index === 0) made.set('Nats-Expected-Last-Sequence', String(first - 1));
      if (batch !== undefined) {
        made.set('Nats-Batch-Id', batch);
        made.set('Nats-Batch-Sequence', String(index + 1));
        if (index === records.length - 1) made.set('Nats-Batch-Commit', '1');
      }
      return made;
    };
    for (const [index, { bytes }] of records.slice(0, -1).entries()) {
      this.#link.publish(this.#subject, bytes, headersOf(index));
    }
    const { bytes: payload } = records.at(-1) as EventRecord;
    const message = await this.#link.request({
      subject: this.#subject,
      payload,
      headers: headersOf(records.length - 1),
      timeoutMs,
    });
    return message.json<Answer>();
  }
}

function outcomeOf({ seq, error }: Answer, { last }: EventBlock): WriteOutcome {
  if (error === undefined) {
    if (seq !== last)
      throw new Error(`Expected to store the events up to ${last}, nats stored them up to ${seq}.`);
    return { kind: 'stored' };
  }
  if (error.err_code === WRONG_LAST_SEQUENCE) {
    return { kind: 'overtaken', last: Number(/\d+$/.exec(error.description)?.[0]) };
  }
  return NO_ROOM.has(error.err_code) ? { kind: 'full' } : { kind: 'unknown', why: error.description };
}
