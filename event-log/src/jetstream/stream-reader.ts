import { createInbox, type Msg } from '@nats-io/transport-node';
import { EventBlock } from '../event-block';
import { positionIn } from './event-position';
import { eventCorrupt, logUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';
import type { StreamApi } from './stream-api';

const NEWLINE = Buffer.from('\n');
const END_OF_BATCH = 204;
const NOT_FOUND = 404;
/** What one request brings at most, in bytes; a single event may have more. */
const READ_BYTES_MAX = 256 * 1024;
const ANSWER_MS = 5_000;

interface Options {
  readonly link: NatsLink;
  readonly api: StreamApi;
  readonly stream: string;
}

/** Events in a row: from the one at `first` on, `count` at most. */
interface Wanted {
  readonly first: number;
  readonly count: number;
}

/**
 * Reads a stream. Any server that has a copy of it answers, which may lag behind; what it lacks is asked of the leader. A
 * server answers only with what is committed: at one replica, synced.
 */
export class StreamReader {
  readonly #link: NatsLink;
  readonly #api: StreamApi;
  readonly #stream: string;

  constructor({ link, api, stream }: Options) {
    this.#link = link;
    this.#api = api;
    this.#stream = stream;
  }

  /**
   * At least one event, from `first` on, without a gap; undefined if the stream ends before it.
   * @throws DomainError `log.corrupt`  an event is missing, or not at its position; `position` names it
   * @throws DomainError `log.unavailable`
   */
  async read(wanted: Wanted): Promise<EventBlock | undefined> {
    const { first } = wanted;
    const texts = await this.#readBatch(wanted);
    const count = texts.findIndex((text, index) => positionIn(text) !== first + index);
    const good = count === -1 ? texts : texts.slice(0, count);
    if (good.length > 0) return blockOf(first, good);
    const text = await this.#api.message(first);
    if (text === undefined && texts.length > 0) throw eventCorrupt(first, 'is missing');
    if (text === undefined) return undefined;
    if (positionIn(text) !== first) throw eventCorrupt(first, 'is not one that a bus stored');
    return blockOf(first, [text]);
  }

  /** By Direct Get (ADR-31), without headers: they would be longer than the events. */
  #readBatch({ first, count }: Wanted): Promise<Buffer[]> {
    this.#link.requireConnected();
    return new Promise((resolve, reject) => {
      const texts: Buffer[] = [];
      const inbox = createInbox();
      const end = (error?: Error) => {
        clearTimeout(timer);
        subscription.unsubscribe();
        if (error === undefined) resolve(texts);
        else reject(error);
      };
      const timer = setTimeout(() => end(logUnavailable('a read was not answered')), ANSWER_MS);
      const subscription = this.#link.subscribe(inbox, (message) => {
        const status = statusOf(message);
        if (status === undefined) texts.push(bufferOf(message.data));
        else if (status === END_OF_BATCH || status === NOT_FOUND) end();
        else end(logUnavailable(`a read was answered ${status} ${message.headers?.description ?? ''}`));
      });
      const request = JSON.stringify({ seq: first, batch: count, max_bytes: READ_BYTES_MAX, no_hdr: true });
      this.#link.connection.publish(`$JS.API.DIRECT.GET.${this.#stream}`, request, { reply: inbox });
    });
  }
}

/** An event is never empty; a message without content has a status in its headers. */
function statusOf(message: Msg): number | undefined {
  return message.data.length > 0 ? undefined : (message.headers?.code ?? NOT_FOUND);
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function blockOf(first: number, texts: readonly Buffer[]): EventBlock {
  const lines = Buffer.concat(texts.flatMap((text) => [text, NEWLINE]));
  return new EventBlock({ first, last: first + texts.length - 1, lines });
}
