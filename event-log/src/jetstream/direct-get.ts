import { createInbox, type Msg } from '@nats-io/transport-node';
import { logUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';

const END_OF_BATCH = 204;
const NOT_FOUND = 404;
/**
 * Timeouts of the attempts in ms. Any server with a copy of the stream may get the request, even one that is frozen or cut off,
 * so an unanswered request is sent again; after the last timeout the read fails.
 */
const WAITS_MS = [100, 150, 250, 500, 1_000, 2_000];

/** Consecutive messages: at most `count` from sequence `first` on. */
export interface Wanted {
  readonly first: number;
  readonly count: number;
  /** Maximum total size in bytes, with headers; the last message may exceed it. */
  readonly bytesMax: number;
}

/**
 * Reads messages by Direct Get (ADR-31), omitting those missing on the server that answers, and without headers, which would be
 * longer than the messages. A server only returns committed messages: with one replica, synced ones.
 * @throws DomainError `log.unavailable`
 */
export function directGet(
  link: NatsLink,
  stream: string,
  { first, count, bytesMax }: Wanted,
): Promise<Buffer[]> {
  return ask(link, stream, { seq: first, batch: count, max_bytes: bytesMax, no_hdr: true });
}

/** The last message of a subject, as `directGet`; undefined if the answering server has none. */
export async function directGetLast(
  link: NatsLink,
  stream: string,
  subject: string,
): Promise<Buffer | undefined> {
  const [message] = await ask(link, stream, { multi_last: [subject], batch: 1, no_hdr: true });
  return message;
}

function ask(link: NatsLink, stream: string, query: object): Promise<Buffer[]> {
  link.requireConnected();
  const subject = `$JS.API.DIRECT.GET.${stream}`;
  const request = JSON.stringify(query);
  return new Promise((resolve, reject) => {
    const waits = WAITS_MS.values();
    const cancels: (() => void)[] = [];
    let timer: NodeJS.Timeout | undefined;
    const end = () => {
      clearTimeout(timer);
      for (const cancel of cancels) cancel();
    };
    const done = (messages: Buffer[]) => {
      end();
      resolve(messages);
    };
    const fail = (why: string) => {
      end();
      reject(logUnavailable(why));
    };
    const send = () => {
      const { value: waitMs } = waits.next();
      if (waitMs === undefined) return fail('a read was not answered');
      timer = setTimeout(send, waitMs);
      const inbox = createInbox();
      try {
        cancels.push(gather(link, inbox, done, fail));
        link.connection.publish(subject, request, { reply: inbox });
      } catch (error) {
        // The connection was closed.
        fail((error as Error).message);
      }
    };
    send();
  });
}

/** Collects the messages of one answer; returns a function that unsubscribes. */
function gather(
  link: NatsLink,
  inbox: string,
  done: (messages: Buffer[]) => void,
  fail: (why: string) => void,
): () => void {
  const messages: Buffer[] = [];
  const subscription = link.subscribe(inbox, (message) => {
    const status = statusOf(message);
    if (status === undefined) messages.push(bufferOf(message.data));
    else if (status === END_OF_BATCH || status === NOT_FOUND) done(messages);
    else fail(`a read was answered ${status} ${message.headers?.description ?? ''}`);
  });
  return () => subscription.unsubscribe();
}

/** An event is never empty; an empty message has a status in its headers. */
function statusOf(message: Msg): number | undefined {
  return message.data.length > 0 ? undefined : (message.headers?.code ?? NOT_FOUND);
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
