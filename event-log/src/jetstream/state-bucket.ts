import { DomainError, type Logger, newId, pause } from '@blog/service-kit';
import { DeliverPolicy, DiscardPolicy, jetstream, StorageType } from '@nats-io/jetstream';
import { type BatchMessage, writeBatch } from './batch-writer';
import { isLogUnavailable, logUnavailable } from './log-unavailable';
import { NatsLink } from './nats-link';
import { StreamApi } from './stream-api';

/** JetStream takes no more in one atomic batch (ADR-50). */
export const BATCH_MESSAGES_MAX = 1_000;
/** How long a write whose answer was lost is looked for, and sent again, in milliseconds. */
const WRITE_MS_MAX = 5_000;
const ANSWER_MS_MAX = 1_500;
const AGAIN_MS = 100;
/** How long the server keeps the sign that a key was removed. */
const REMOVED_TTL = '1h';
const WRITE_HEADER = 'Bus-Write';
const OPERATION_HEADER = 'KV-Operation';

/** One key and its new value; undefined removes it. */
export interface StateWrite {
  readonly key: string;
  readonly value: string | undefined;
}

export interface StateEntry {
  readonly key: string;
  readonly value: string;
  readonly sequence: number;
}

/**
 * A JetStream key-value bucket (ADR-8, `nats kv` shows it) with one thing more: several keys are written at once, all or
 * nothing, and only if nobody has written anything since.
 */
export class StateBucket {
  readonly #link: NatsLink;
  readonly #api: StreamApi;
  readonly #bucket: string;

  private constructor(link: NatsLink, bucket: string) {
    this.#link = link;
    this.#api = new StreamApi(link, `KV_${bucket}`);
    this.#bucket = bucket;
  }

  /**
   * Opens the bucket that belongs to a stream, or makes it, with so many copies of each key.
   * @throws DomainError `log.unavailable`
   */
  static async open(options: {
    url: string;
    stream: string;
    replicas: number;
    logger: Logger;
  }): Promise<StateBucket> {
    const { url, stream, replicas, logger } = options;
    const name = `${stream}_STATE`;
    // Of its own: what waits for the log must not hold up a lease.
    const link = await NatsLink.open({ url, name: `event-bus ${name}`, logger });
    try {
      const bucket = new StateBucket(link, name);
      await bucket.#make(replicas);
      return bucket;
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#link.close();
  }

  async #make(replicas: number): Promise<void> {
    const settings = {
      name: `KV_${this.#bucket}`,
      subjects: [this.#subject('>')],
      storage: StorageType.File,
      num_replicas: replicas,
      max_msgs_per_subject: 1,
      discard: DiscardPolicy.New,
      deny_delete: true,
      allow_rollup_hdrs: true,
      allow_direct: true,
      allow_atomic: true,
      allow_msg_ttl: true,
    };
    const info = (await this.#api.info()) ?? (await this.#api.create(settings)) ?? (await this.#api.info());
    if (info === undefined) throw logUnavailable(`the bucket ${this.#bucket} was not made`);
  }

  /** The sequence of the last write, as the stream's leader says. @throws DomainError `log.unavailable` */
  async lastSequence(): Promise<number> {
    const info = await this.#api.info();
    if (info === undefined) throw logUnavailable(`the bucket ${this.#bucket} is gone`);
    return info.state.last_seq;
  }

  /** What a key has, as the stream's leader says. @throws DomainError `log.unavailable` */
  async get(key: string): Promise<StateEntry | undefined> {
    const message = await this.#api.lastOf(this.#subject(key));
    if (message === undefined || message.headers.includes(`${OPERATION_HEADER}: DEL`)) return undefined;
    return { key, value: message.payload.toString(), sequence: message.sequence };
  }

  /** Every key with its value, up to the write with the sequence `through`, which is the last one. */
  async *entries(through: number): AsyncGenerator<StateEntry> {
    if (through === 0) return;
    const consumer = await jetstream(this.#link.connection).consumers.get(`KV_${this.#bucket}`, {
      deliver_policy: DeliverPolicy.LastPerSubject,
      filter_subjects: [this.#subject('>')],
    });
    const messages = await consumer.consume();
    const keyAt = this.#subject('').length;
    try {
      for await (const { subject, seq: sequence, headers, data } of messages) {
        const key = subject.slice(keyAt);
        const isThere = headers?.get(OPERATION_HEADER) !== 'DEL';
        if (isThere) yield { key, value: Buffer.from(data).toString(), sequence };
        if (sequence >= through) return;
      }
    } finally {
      await messages.close();
    }
  }

  /**
   * Writes keys, at most BATCH_MESSAGES_MAX, if the last write is still the one with the sequence `after`; resolves with the
   * sequence of the last of these. If its answer is lost, what became of it is found out.
   * @throws DomainError `state.superseded`  somebody else has written
   * @throws DomainError `log.unavailable`  what became of it could not be found out
   */
  async write(writes: readonly StateWrite[], after: number): Promise<number> {
    const id = newId();
    const messages = writes.map((write) => this.#message(write, id));
    const through = after + messages.length;
    const deadline = performance.now() + WRITE_MS_MAX;
    for (;;) {
      const outcome = await writeBatch(this.#link, { after, messages }, ANSWER_MS_MAX);
      if (outcome.kind === 'stored') return through;
      if (outcome.kind === 'full')
        throw new DomainError('storage.full', 'The bucket has no room; nothing was stored.');
      // An earlier attempt may have come through meanwhile: then the last message is its own.
      if (outcome.kind === 'overtaken') {
        if (outcome.last === through && (await this.#isOwn(through, id))) return through;
        throw superseded();
      }
      if (performance.now() > deadline) throw logUnavailable(outcome.why);
      await pause(AGAIN_MS);
    }
  }

  async #isOwn(sequence: number, id: string): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const message = await this.#api.stored(sequence);
        return message?.headers.includes(`${WRITE_HEADER}: ${id}`) ?? false;
      } catch (error) {
        if (!isLogUnavailable(error) || attempt * AGAIN_MS > WRITE_MS_MAX) throw error;
        await pause(AGAIN_MS);
      }
    }
  }

  #message({ key, value }: StateWrite, id: string): BatchMessage {
    const removal = { [OPERATION_HEADER]: 'DEL', 'Nats-TTL': REMOVED_TTL };
    const headers = { [WRITE_HEADER]: id, ...(value === undefined && removal) };
    return { subject: this.#subject(key), payload: value ?? '', headers };
  }

  #subject(key: string): string {
    return `$KV.${this.#bucket}.${key}`;
  }
}

function superseded(): DomainError {
  return new DomainError('state.superseded', 'Another replica of the bus has taken over.');
}
