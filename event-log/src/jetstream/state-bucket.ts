import { type DomainError, type Logger, newId, pause } from '@blog/service-kit';
import { DiscardPolicy, StorageType, type StreamInfo } from '@nats-io/jetstream';
import { problems } from '../problems';
import { type BatchMessage, writeBatch } from './batch-writer';
import { isLogUnavailable, logUnavailable } from './log-unavailable';
import { NatsLink } from './nats-link';
import { StreamApi } from './stream-api';
import { ID_KEY, unsafe, violationsOf } from './stream-settings';
import { untilAvailable } from './until-available';

/** JetStream's limit for one atomic batch (ADR-50). */
export const BATCH_MESSAGES_MAX = 1_000;
/** How long a write whose answer was lost is checked and retried. */
const WRITE_MS_MAX = 5_000;
/** Timeout of one attempt; retrying is safe, and a lease must be renewed in time. */
const ANSWER_MS_MAX = 500;
const READS_AT_ONCE = 256;
/** Timeout for the cluster to have a majority. */
const OPEN_MS_MAX = 60_000;
const AGAIN_MS = 100;
/** How long the server keeps the tombstone of a removed key. */
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
 * A JetStream key-value bucket (ADR-8; `nats kv` can read it) with multi-key writes: all or nothing, and only if nothing was
 * written since a given sequence.
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
   * Opens the bucket of a log's stream, or creates it with `replicas` copies of each key.
   * @throws DomainError `log.unavailable`
   * @throws DomainError `log.stream_unsafe`  it can lose keys, has fewer copies, or belongs to another log
   */
  static async open(options: {
    url: string;
    stream: string;
    logId: string;
    replicas: number;
    logger: Logger;
  }): Promise<StateBucket> {
    const { url, stream, logId, replicas, logger } = options;
    const deadline = Date.now() + OPEN_MS_MAX;
    const name = `${stream}_STATE`;
    // A separate connection: requests of the log must not delay a lease renewal.
    const link = await untilAvailable(deadline, () =>
      NatsLink.open({ url, name: `event-bus ${name}`, logger }),
    );
    try {
      const bucket = new StateBucket(link, name);
      await untilAvailable(deadline, () => bucket.#make(replicas, logId));
      return bucket;
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#link.close();
  }

  async #make(replicas: number, logId: string): Promise<void> {
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
      metadata: { [ID_KEY]: logId },
    };
    const info = (await this.#api.info()) ?? (await this.#api.create(settings)) ?? (await this.#api.info());
    if (info === undefined) throw logUnavailable(`the bucket ${this.#bucket} was not made`);
    requireSafeBucket(info, { replicas, logId });
  }

  /** The sequence of the last write, according to the stream's leader. @throws DomainError `log.unavailable` */
  lastSequence(): Promise<number> {
    return this.#api.lastSequence();
  }

  /** The entry of a key, according to the stream's leader. @throws DomainError `log.unavailable` */
  async get(key: string): Promise<StateEntry | undefined> {
    const message = await this.#api.lastOf(this.#subject(key));
    if (message === undefined || message.headers.includes(`${OPERATION_HEADER}: DEL`)) return undefined;
    return { key, value: message.payload.toString(), sequence: message.sequence };
  }

  /**
   * All entries, according to the stream's leader at the time of reading each; keys added meanwhile may be missing.
   * @throws DomainError `log.unavailable`
   */
  async *entries(): AsyncGenerator<StateEntry> {
    const names: string[] = [];
    for (let total = 1; names.length < total; ) {
      const page = await this.#api.subjects(this.#subject('>'), names.length);
      if (page.names.length === 0) break;
      names.push(...page.names);
      total = page.total;
    }
    const keyAt = this.#subject('').length;
    for (let start = 0; start < names.length; start += READS_AT_ONCE) {
      const keys = names.slice(start, start + READS_AT_ONCE).map((name) => name.slice(keyAt));
      for (const entry of await Promise.all(keys.map((key) => this.get(key)))) {
        if (entry !== undefined) yield entry;
      }
    }
  }

  /**
   * Writes at most BATCH_MESSAGES_MAX keys if the last write has sequence `after`; resolves with the new last sequence. If the
   * answer is lost, determines the outcome.
   * @throws DomainError `state.superseded`  another process has written
   * @throws DomainError `log.unavailable`  the outcome could not be determined
   */
  async write(writes: readonly StateWrite[], after: number): Promise<number> {
    const id = newId();
    const messages = writes.map((write) => this.#message(write, id));
    const through = after + messages.length;
    const deadline = performance.now() + WRITE_MS_MAX;
    for (;;) {
      const outcome = await writeBatch(
        { link: this.#link, api: this.#api },
        { after, messages },
        ANSWER_MS_MAX,
      );
      if (outcome.kind === 'stored') return through;
      if (outcome.kind === 'full')
        throw problems.error('storage.full', 'The bucket has no room; nothing was stored.');
      // An earlier attempt may have succeeded: then the last message is ours.
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
        if (message !== undefined) return message.headers.includes(`${WRITE_HEADER}: ${id}`);
        // The server compares with what is proposed, which may not be stored yet, or ever.
        if ((await this.lastSequence()) > sequence || attempt * AGAIN_MS > WRITE_MS_MAX) return false;
        await pause(AGAIN_MS);
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
  return problems.error('state.superseded', 'Another replica of the bus has taken over.');
}

function requireSafeBucket({ config }: StreamInfo, asked: { replicas: number; logId: string }): void {
  const wrong = violationsOf(config, asked.replicas, [
    { isKept: (c) => c.allow_msg_ttl === true, wrong: 'allow_msg_ttl is off' },
    { isKept: (c) => c.metadata?.[ID_KEY] === asked.logId, wrong: 'it is that of another log' },
  ]);
  if (wrong.length > 0) throw unsafe(`The bucket ${config.name} cannot keep the state of this log`, wrong);
}
