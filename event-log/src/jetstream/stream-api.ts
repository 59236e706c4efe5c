import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { logUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';
import { requireMajority } from './require-majority';

const ANSWER_MS = 3_000;
/** The server's error codes. */
const NO_MESSAGE = 10037;
const NAME_IN_USE = 10058;
const NO_STREAM = 10059;

interface ApiMessage {
  readonly seq: number;
  readonly hdrs?: string;
  readonly data?: string;
}

/** `headers` are as sent, one per line. */
export interface StoredMessage {
  readonly sequence: number;
  readonly headers: string;
  readonly payload: Buffer;
}

interface ApiError {
  readonly err_code: number;
  readonly description: string;
}

/** Requests to the leader of a stream or of the cluster. Every call throws `log.unavailable`. */
export class StreamApi {
  readonly #link: NatsLink;
  readonly #stream: string;

  constructor(link: NatsLink, stream: string) {
    this.#link = link;
    this.#stream = stream;
  }

  /** The stream's information from a leader with a majority; undefined if the stream does not exist. */
  async info(): Promise<StreamInfo | undefined> {
    const info = await this.#orElsewhere(async () => {
      const said = await this.#request<StreamInfo>('INFO', undefined, NO_STREAM);
      requireMajority(said?.cluster);
      return said;
    });
    this.#link.noteLed();
    return info;
  }

  /** The last sequence of the stream. */
  async lastSequence(): Promise<number> {
    const info = await this.info();
    if (info === undefined) throw logUnavailable(`the stream ${this.#stream} is gone`);
    return info.state.last_seq;
  }

  /** Undefined if a stream of that name exists with another configuration. */
  create(config: Partial<StreamConfig>): Promise<StreamInfo | undefined> {
    return this.#ask<StreamInfo>('CREATE', config, NAME_IN_USE);
  }

  /** The subjects that have messages, after the first `offset`, at most as many as the server lists at once. */
  async subjects(filter: string, offset: number): Promise<{ names: string[]; total: number }> {
    const request = { subjects_filter: filter, offset };
    const info = await this.#ask<StreamInfo & { total?: number }>('INFO', request, NO_STREAM);
    const names = Object.keys(info?.state.subjects ?? {});
    return { names, total: info?.total ?? offset + names.length };
  }

  /** The last message of a subject; undefined if there is none. */
  lastOf(subject: string): Promise<StoredMessage | undefined> {
    return this.#message({ last_by_subj: subject });
  }

  /** The message at a sequence; undefined if there is none. */
  stored(sequence: number): Promise<StoredMessage | undefined> {
    return this.#message({ seq: sequence });
  }

  async #message(query: object): Promise<StoredMessage | undefined> {
    const answer = await this.#ask<{ message: ApiMessage }>('MSG.GET', query, NO_MESSAGE);
    if (answer === undefined) return undefined;
    const { seq, hdrs = '', data = '' } = answer.message;
    return { sequence: seq, headers: decode(hdrs), payload: Buffer.from(data, 'base64') };
  }

  #ask<Answer>(call: string, request: unknown, undefinedCode: number): Promise<Answer | undefined> {
    return this.#orElsewhere(() => this.#request<Answer>(call, request, undefinedCode));
  }

  /**
   * Reports failures to the link: through a server that is cut off no leader answers, so the link eventually switches to
   * another.
   */
  async #orElsewhere<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      this.#link.noteLeaderless();
      throw error;
    }
  }

  async #request<Answer>(call: string, request: unknown, undefinedCode: number): Promise<Answer | undefined> {
    const message = await this.#link.request({
      subject: `$JS.API.STREAM.${call}.${this.#stream}`,
      payload: request === undefined ? undefined : JSON.stringify(request),
      timeoutMs: ANSWER_MS,
    });
    const answer = message.json<Answer & { error?: ApiError }>();
    if (answer.error === undefined) return answer;
    if (answer.error.err_code === undefinedCode) return undefined;
    throw logUnavailable(answer.error.description);
  }
}

const decode = (base64: string) => Buffer.from(base64, 'base64').toString();
