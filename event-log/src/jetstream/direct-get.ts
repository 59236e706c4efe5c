import { createInbox, type Msg } from '@nats-io/transport-node';
import { logUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';

const END_OF_BATCH = 204;
const NOT_FOUND = 404;
/**
 * Any server with a copy of the stream may get a request, also one that is frozen or cut off. Without an answer after so
 * many milliseconds it is sent again, to whichever gets it then; after the last wait the read is given up.
 */
const WAITS_MS = [100, 150, 250, 500, 1_000, 2_000];

/** Messages in a row: from sequence `first` on, `count` at most. */
export interface Wanted {
  readonly first: number;
  readonly count: number;
  /** What they have together at most, in bytes, with their headers; the last one may go beyond it. */
  readonly bytesMax: number;
}

/**
 * What a stream has of some messages, without those that are missing there; by Direct Get
 * (ADR-31), without headers, which would be longer than the messages. A server answers with what is committed alone: at one
 * replica, with what is synced.
 * @throws DomainError `log.unavailable`
 */
export function directGet(
  link: NatsLink,
  stream: string,
  { first, count, bytesMax }: Wanted,
): Promise<Buffer[]> {
  return ask(link, stream, { seq: first, batch: count, max_bytes: bytesMax, no_hdr: true });
}

/** The last message of a subject, as `directGet`; undefined if the server that answers has none. */
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
        // It was closed.
        fail((error as Error).message);
      }
    };
    send();
  });
}

/** Gathers the messages of one answer; returns a function that ends this. */
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

/** An event is never empty; a message without content has a status in its headers. */
function statusOf(message: Msg): number | undefined {
  return message.data.length > 0 ? undefined : (message.headers?.code ?? NOT_FOUND);
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
