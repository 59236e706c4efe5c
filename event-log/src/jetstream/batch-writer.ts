import { randomBytes } from 'node:crypto';
import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { isLogUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';
import type { StreamApi } from './stream-api';

const BATCH_ID_BYTES = 9;
/** The server's error codes: the last sequence differs from the expected one; no room. */
const WRONG_LAST_SEQUENCE = 10071;
const NO_ROOM = new Set([10002, 10023, 10028, 10047, 10077]);

export interface BatchMessage {
  readonly subject: string;
  readonly payload: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The outcome of a write. */
export type WriteOutcome =
  | { readonly kind: 'stored' }
  /** Nothing was stored: another process wrote first, and the stream ends at `last`. */
  | { readonly kind: 'overtaken'; readonly last: number }
  /** Nothing was stored: no room. */
  | { readonly kind: 'full' }
  /** It may be stored, now or later; writing the same again stores it only once. */
  | { readonly kind: 'unknown'; readonly why: string };

interface Answer {
  readonly seq?: number;
  readonly error?: { readonly err_code: number; readonly description: string };
}

/** The stream to write to, and the API that tells where it ends. */
export interface WriteTarget {
  readonly link: NatsLink;
  readonly api: StreamApi;
}

/**
 * Writes messages to a stream, all or nothing, only if its last sequence is `after`: the server compares. One is sent as a
 * plain message; more, at most 1,000, as an atomic batch (ADR-50), without waiting in between.
 */
export async function writeBatch(
  { link, api }: WriteTarget,
  { after, messages }: { after: number; messages: readonly BatchMessage[] },
  timeoutMs: number,
): Promise<WriteOutcome> {
  try {
    const answer = await send(link, { after, messages }, timeoutMs);
    return await outcomeOf(answer, after + messages.length, api);
  } catch (error) {
    if (!isLogUnavailable(error)) throw error;
    return { kind: 'unknown', why: (error as Error).message };
  }
}

async function send(
  link: NatsLink,
  { after, messages }: { after: number; messages: readonly BatchMessage[] },
  timeoutMs: number,
): Promise<Answer> {
  // A new batch id for each attempt: the remains of a lost one must not complete another.
  const batch = messages.length > 1 ? randomBytes(BATCH_ID_BYTES).toString('base64url') : undefined;
  const last = messages.length - 1;
  const between = batch === undefined ? undefined : batchHeaders(batch, messages.length);
  const headersOf = (index: number) => {
    const own = messages[index]?.headers;
    if (between !== undefined && own === undefined && index > 0 && index < last) return between(index + 1);
    const made = headers();
    for (const [name, value] of Object.entries(own ?? {})) made.set(name, value);
    if (index === 0) made.set('Nats-Expected-Last-Sequence', String(after));
    if (batch === undefined) return made;
    made.set('Nats-Batch-Id', batch);
    made.set('Nats-Batch-Sequence', String(index + 1));
    if (index === last) made.set('Nats-Batch-Commit', '1');
    return made;
  };
  for (let index = 0; index < last; index += 1) {
    const { subject, payload } = messages[index] as BatchMessage;
    link.publish(subject, payload, headersOf(index));
  }
  const { subject, payload } = messages[last] as BatchMessage;
  const message = await link.request({ subject, payload, headers: headersOf(last), timeoutMs });
  return message.json<Answer>();
}

/**
 * Returns the headers of a batch message that has no others, by its sequence in the batch. The client only calls `encode`, when
 * it publishes; the bytes for a whole batch share one buffer, since encoding headers is a third of the client's work.
 */
function batchHeaders(batch: string, count: number): (sequence: number) => MsgHdrs {
  const begin = `NATS/1.0\r\nNats-Batch-Id: ${batch}\r\nNats-Batch-Sequence: `;
  const end = '\r\n\r\n';
  const all = Buffer.allocUnsafe(count * (begin.length + String(count).length + end.length));
  let at = 0;
  let encoded: Buffer;
  const made = Object.assign(headers(), { encode: () => encoded });
  return (sequence) => {
    const start = at;
    at += all.write(`${begin}${sequence}${end}`, at, 'latin1');
    encoded = all.subarray(start, at);
    return made;
  };
}

async function outcomeOf({ seq, error }: Answer, last: number, api: StreamApi): Promise<WriteOutcome> {
  if (error === undefined) {
    if (seq !== last)
      throw new Error(`Expected to store the messages up to ${last}, nats stored them up to ${seq}.`);
    return { kind: 'stored' };
  }
  if (error.err_code === WRONG_LAST_SEQUENCE) {
    // The server only says it in its description; if that changes, ask the stream.
    const [said] = /\d+$/.exec(error.description) ?? [];
    return { kind: 'overtaken', last: said === undefined ? await api.lastSequence() : Number(said) };
  }
  return NO_ROOM.has(error.err_code) ? { kind: 'full' } : { kind: 'unknown', why: error.description };
}
