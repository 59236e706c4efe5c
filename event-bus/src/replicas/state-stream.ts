import { DomainError, pause } from '@blog/service-kit';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  JetStreamApiError,
  type StoredMsg,
  StorageType,
} from '@nats-io/jetstream';
import { headers, type MsgHdrs, type NatsConnection, nuid } from '@nats-io/transport-node';

/** JetStream takes no more in one atomic batch (ADR-50). */
export const BATCH_MESSAGES_MAX = 1_000;
/** For how long a write whose answer was lost is looked for, and sent again. */
const WRITE_MS_MAX = 5_000;
const ANSWER_MS_MAX = 1_500;
const TRY_AGAIN_MS = 100;
/** How long the server keeps the sign that a key was removed. */
const REMOVED_TTL = '1h';

const WRONG_LAST_SEQUENCE = 10_071;
const WRITE_HEADER = 'Bus-Write';

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
 * A JetStream key-value bucket (ADR-8: `nats kv` shows it), with one thing more: several keys are written at once, all or
 * nothing, and only if nobody has written anything since.
 */
export class StateStream {
  readonly #connection: NatsConnection;
  readonly #manager: JetStreamManager;
  readonly #bucket: string;

  private constructor(connection: NatsConnection, manager: JetStreamManager, bucket: string) {
    this.#connection = connection;
    this.#manager = manager;
    this.#bucket = bucket;
  }

  /** Opens a bucket, or makes it with so many replicas. */
  static async open(options: {
    connection: NatsConnection;
    bucket: string;
    replicas: number;
  }): Promise<StateStream> {
    const { connection, bucket, replicas } = options;
    const manager = await jetstreamManager(connection);
    const stream = new StateStream(connection, manager, bucket);
    const name = stream.#name;
    try {
      await manager.streams.info(name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await manager.streams.add({
        name,
        subjects: [`$KV.${bucket}.>`],
        storage: StorageType.File,
        num_replicas: replicas,
        max_msgs_per_subject: 1,
        discard: DiscardPolicy.New,
        deny_delete: true,
        allow_rollup_hdrs: true,
        allow_direct: true,
        allow_atomic: true,
        allow_msg_ttl: true,
      });
    }
    return stream;
  }

  /** The sequence of the last write; the answer is the stream leader's. */
  async lastSequence(): Promise<number> {
    return (await this.#manager.streams.info(this.#name)).state.last_seq;
  }

  /** What a key has; the answer is the stream leader's. */
  async get(key: string): Promise<StateEntry | undefined> {
    const message = await this.#manager.streams.getMessage(this.#name, { last_by_subj: this.#subject(key) });
    if (message === null || isRemoval(message.header)) return undefined;
    return { key, value: message.string(), sequence: message.seq };
  }

  /** Every key with its value, as of the write with that sequence. */
  async *entries(through: number): AsyncGenerator<StateEntry> {
    const consumer = await jetstream(this.#connection).consumers.get(this.#name, {
      deliver_policy: DeliverPolicy.LastPerSubject,
      filter_subjects: [`$KV.${this.#bucket}.>`],
    });
    const messages = await consumer.consume();
    try {
      for await (const message of messages) {
        const key = message.subject.slice(`$KV.${this.#bucket}.`.length);
        if (!isRemoval(message.headers)) yield { key, value: message.string(), sequence: message.seq };
        if (message.seq >= through) return;
      }
    } finally {
      await messages.close();
    }
  }

  /**
   * Writes keys, at most BATCH_MESSAGES_MAX, if the last write is still the one with the sequence `after`; resolves with the new
   * one. A lost answer is found out.
   * @throws DomainError `state.superseded`  somebody else has written
   * @throws DomainError `log.unavailable`  JetStream does not answer: what became of it is unknown
   */
  async write(writes: readonly StateWrite[], after: number): Promise<number> {
    const id = nuid.next();
    const through = after + writes.length;
    const deadlineMs = performance.now() + WRITE_MS_MAX;
    while (true) {
      const error = await this.#send(writes, { id, after });
      if (error === undefined) return through;
      // An earlier attempt of this write may have come through: then the last message is its own.
      const outcome = await this.#outcome(id, { after, through }).catch(() => 'unknown' as const);
      if (outcome === 'stored') return through;
      if (outcome === 'superseded') throw superseded();
      if (performance.now() > deadlineMs) {
        const message = `JetStream does not answer: ${(error as Error).message}.`;
        throw new DomainError('log.unavailable', message, undefined, { cause: error });
      }
      await pause(TRY_AGAIN_MS);
    }
  }

  async #outcome(id: string, range: { after: number; through: number }) {
    const last = await this.lastSequence();
    if (last === range.after) return 'unknown';
    if (last !== range.through) return 'superseded';
    const message = await this.#manager.streams.getMessage(this.#name, { seq: last });
    return message?.header.get(WRITE_HEADER) === id ? 'stored' : 'superseded';
  }

  /** Resolves with the error, if it was not acknowledged. */
  async #send(writes: readonly StateWrite[], { id, after }: { id: string; after: number }) {
    const isBatch = writes.length > 1;
    // Two attempts are two batches: parts of one that got lost must not complete the other.
    const batchId = nuid.next();
    const last = writes.length - 1;
    try {
      for (const [index, { key, value }] of writes.entries()) {
        const head = headers();
        if (index === 0) head.set('Nats-Expected-Last-Sequence', String(after));
        if (isBatch) {
          head.set('Nats-Batch-Id', batchId);
          head.set('Nats-Batch-Sequence', String(index + 1));
        }
        head.set(WRITE_HEADER, id);
        if (value === undefined) {
          head.set('KV-Operation', 'DEL');
          head.set('Nats-TTL', REMOVED_TTL);
        }
        const subject = this.#subject(key);
        if (index < last) this.#connection.publish(subject, value ?? '', { headers: head });
        else {
          if (isBatch) head.set('Nats-Batch-Commit', '1');
          await this.#commit(subject, value ?? '', head);
        }
      }
      return undefined;
    } catch (error) {
      return error;
    }
  }

  async #commit(subject: string, value: string, head: MsgHdrs): Promise<void> {
    const answer = await this.#connection.request(subject, value, { headers: head, timeout: ANSWER_MS_MAX });
    const { error } = answer.json<{ error?: { description: string; err_code: number } }>();
    if (error !== undefined) throw new Error(`${error.description} (${error.err_code})`);
  }

  get #name(): string {
    return `KV_${this.#bucket}`;
  }

  #subject(key: string): string {
    return `$KV.${this.#bucket}.${key}`;
  }
}

const isNotFound = (error: unknown) => error instanceof JetStreamApiError && error.code === 10_059;

const isRemoval = (head: MsgHdrs | undefined) => head?.get('KV-Operation') === 'DEL';

function superseded(): DomainError {
  return new DomainError('state.superseded', 'Another replica of the bus has taken over.');
}
