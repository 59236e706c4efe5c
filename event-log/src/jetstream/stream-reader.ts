import { EventBlock } from '../event-block';
import { directGet, type Wanted } from './direct-get';
import { positionIn } from './event-position';
import { eventCorrupt } from './log-unavailable';
import type { NatsLink } from './nats-link';
import type { StreamApi } from './stream-api';

/** Limits of one bulk read. */
const MANY = { count: 4_096, bytesMax: 1024 * 1024 };
const NEWLINE = Buffer.from('\n');

interface Options {
  readonly link: NatsLink;
  readonly api: StreamApi;
  readonly stream: string;
}

/** Reads events from any server that has a copy of the stream, which may lag behind; what it lacks, from the leader. */
export class StreamReader {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** As `read`: as many events as one request should return, from a position on. */
  readMany(first: number): Promise<EventBlock | undefined> {
    return this.read({ first, ...MANY });
  }

  /** As `read`: one event. */
  readOne(position: number): Promise<EventBlock | undefined> {
    return this.read({ first: position, count: 1, bytesMax: 1 });
  }

  /**
   * Reads at least one event from `first` on, without gaps; undefined if the stream ends before it.
   * @throws DomainError `log.corrupt`  an event is missing, or not at its position; `position` names it
   * @throws DomainError `log.unavailable`
   */
  async read(wanted: Wanted): Promise<EventBlock | undefined> {
    const { link, api, stream } = this.#options;
    const { first } = wanted;
    const texts = await directGet(link, stream, wanted);
    const odd = texts.findIndex((text, index) => positionIn(text) !== first + index);
    const inRow = odd === -1 ? texts : texts.slice(0, odd);
    if (inRow.length > 0) return blockOf(first, inRow);
    const text = (await api.stored(first))?.payload;
    if (text === undefined && texts.length > 0) throw eventCorrupt(first, 'is missing');
    if (text === undefined) return undefined;
    if (positionIn(text) !== first) throw eventCorrupt(first, 'is not one that a bus stored');
    return blockOf(first, [text]);
  }
}

function blockOf(first: number, texts: readonly Buffer[]): EventBlock {
  const lines = Buffer.concat(texts.flatMap((text) => [text, NEWLINE]));
  return new EventBlock({ first, last: first + texts.length - 1, lines });
}
