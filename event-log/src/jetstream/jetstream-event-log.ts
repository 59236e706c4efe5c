import { join } from 'node:path';
import { BATCH_EVENTS_MAX, DomainError, type Logger } from '@blog/service-kit';
import type { EventBlock } from '../event-block';
import type { Appended, NewEvent, Scanned, ScanRange } from '../event-log';
import { GroupCommit } from '../group-commit';
import { identityOf } from '../identity';
import type { ImportableLog, ImportedEvents, LogIdentity } from '../importable-log';
import { Listeners } from '../listeners';
import { problems } from '../problems';
import { scanBlock } from '../scan-block';
import { GroupWriter } from './group-writer';
import { IdPages } from './id-pages';
import { LocalBlocks } from './local-blocks';
import { eventCorrupt, logUnavailable } from './log-unavailable';
import { NatsLink } from './nats-link';
import { type OpenedStream, openStream } from './open-stream';
import { requireSynced } from './require-synced';
import { StoredIds } from './stored-ids';
import { StreamApi } from './stream-api';
import { StreamImporter } from './stream-importer';
import { requireStreamName, streamNames } from './stream-names';
import { StreamReader } from './stream-reader';
import { lastStoredMs, StreamView } from './stream-view';
import { StreamWatch } from './stream-watch';
import { untilAvailable } from './until-available';

/** Codes of errors after which the log accepts no more events. */
const FINAL_CODES = new Set(['log.replaced', 'log.stream_unsafe', 'log.newer_form']);

/** Maximum size of the local history cache, compressed, in bytes: about 6 million of the blog's events. */
const LOCAL_BYTES_MAX = 512 * 1024 * 1024;

export interface JetStreamOptions {
  /** Such as `nats://user:password@host:4222`; several servers of one cluster are separated by commas. */
  readonly url: string;
  /** Name of the stream: 1 to 64 letters, digits, `-`, `_`. Created if missing. */
  readonly stream: string;
  /** Copies of each event: 1, 3 or 5; a stream with fewer is refused. */
  readonly replicas: number;
  /**
   * URLs of the servers' monitoring, such as `http://host:8222`: servers that acknowledge before they sync are refused, and a
   * majority must answer. Without these URLs it cannot be checked, and a warning is logged.
   */
  readonly monitorUrls?: readonly string[];
  /**
   * A folder for this process only: the index of ids and a cache of history. It may be lost while the process is down, and is
   * then rebuilt from the stream.
   */
  readonly folder: string;
  /** Maximum bytes waiting to be stored; batches beyond it are refused. */
  readonly queueBytesMax: number;
  readonly logger: Logger;
  /** Identity of a newly created log; random by default. */
  readonly identity?: LogIdentity;
  /** Timeout for the cluster to have a majority, in ms. 60,000 by default. */
  readonly openMs?: number;
  /** Commit timeout in ms; must be less than the publisher's. 8,000 by default. */
  readonly commitMs?: number;
  /** Interval of checking the stream for events whose notice was lost, in ms. 1,000 by default. */
  readonly watchMs?: number;
}

interface Parts {
  readonly link: NatsLink;
  readonly api: StreamApi;
  readonly ids: StoredIds;
  readonly blocks: LocalBlocks;
  readonly reader: StreamReader;
  readonly opened: OpenedStream;
  readonly lastStoredMs: number;
}

/**
 * The log in a JetStream stream: positions are its sequences, and each message is an event as sent to readers. Several replicas
 * of a bus may write: each states the position after which its events belong, and the server refuses a write that comes too
 * late. A write that was refused, or whose answer was lost, is planned again on the stream's current content. So an event is
 * stored once, and acknowledged only when it is.
 */
export class JetStreamEventLog implements ImportableLog {
  readonly id: string;
  readonly epoch: string;
  readonly #link: NatsLink;
  readonly #ids: StoredIds;
  readonly #blocks: LocalBlocks;
  readonly #view: StreamView;
  readonly #watch: StreamWatch;
  readonly #commits: GroupCommit;
  readonly #importer: StreamImporter;
  readonly #listeners = new Listeners();
  #isStopping = false;

  private constructor(
    options: JetStreamOptions,
    { link, api, ids, blocks, reader, opened, lastStoredMs }: Parts,
  ) {
    const { stream, replicas, logger, queueBytesMax, commitMs = 8_000, watchMs = 1_000 } = options;
    this.id = opened.id;
    this.epoch = opened.epoch;
    this.#link = link;
    this.#ids = ids;
    this.#blocks = blocks;
    const onAdvance = () => this.#listeners.call();
    this.#view = new StreamView({ reader, ids, blocks, head: opened.last, lastStoredMs, onAdvance });
    const names = streamNames(stream, opened.id);
    const writer = new GroupWriter({ link, api, names, view: this.#view, logger, commitMs });
    this.#commits = new GroupCommit({
      queueBytesMax,
      eventsMax: BATCH_EVENTS_MAX,
      commit: (group) => writer.commit(group),
      isFinal: (error) => error instanceof DomainError && FINAL_CODES.has(error.code),
    });
    this.#importer = new StreamImporter({ link, api, subject: names.events, view: this.#view });
    this.#watch = new StreamWatch({
      api,
      log: opened,
      replicas,
      payloadBytesMax: link.payloadBytesMax,
      everyMs: watchMs,
      logger,
      head: () => this.head,
      onLast: (last) => writer.follow(last),
      onFailure: (error) => this.#commits.note(error),
    });
    link.onReconnect(() => void this.#watch.look());
  }

  /**
   * Opens the log in a stream, or creates one.
   * @throws DomainError `log.unavailable`  no server, or no majority, within `openMs`
   * @throws DomainError `log.stream_unsafe`, `log.newer_form`
   * @throws DomainError `log.corrupt`  events are missing
   * @throws DomainError `storage.full`, `storage.failed`  the index of ids could not be written
   */
  static async open(options: JetStreamOptions): Promise<JetStreamEventLog> {
    const { url, stream, replicas, monitorUrls, folder, logger, openMs = 60_000 } = options;
    requireStreamName(stream);
    const deadline = Date.now() + openMs;
    const link = await untilAvailable(deadline, () =>
      NatsLink.open({ url, name: `event-bus ${stream}`, logger }),
    );
    try {
      const api = new StreamApi(link, stream);
      const { payloadBytesMax } = link;
      if (monitorUrls === undefined) logger.warn('whether nats syncs before it acknowledges is not known');
      else await untilAvailable(deadline, () => requireSynced(monitorUrls, logger));
      const opened = await untilAvailable(deadline, () =>
        openStream({ api, stream, replicas, payloadBytesMax, identity: options.identity }),
      );
      const reader = new StreamReader({ link, api, stream });
      const through = opened.last;
      const present = (first: number, block: EventBlock | undefined) => {
        if (block === undefined) throw eventCorrupt(first, 'is missing');
        return block;
      };
      const read = async (first: number) => present(first, await reader.readMany(first));
      const readOne = async (first: number) => present(first, await reader.readOne(first));
      const pages = new IdPages({ link, stream, log: opened, replicas, logger });
      const ids = await untilAvailable(deadline, () =>
        StoredIds.open({ folder, logId: opened.id, through, logger, pages, read, readOne }),
      );
      const storedMs =
        through === 0 ? 0 : lastStoredMs(await untilAvailable(deadline, () => readOne(through)));
      const blocks = new LocalBlocks({ folder: join(folder, opened.id), bytesMax: LOCAL_BYTES_MAX, logger });
      return new JetStreamEventLog(options, {
        link,
        api,
        ids,
        blocks,
        reader,
        opened,
        lastStoredMs: storedMs,
      });
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  /** Whether a stream of that name exists. @throws DomainError `log.unavailable` */
  static async exists(options: Pick<JetStreamOptions, 'url' | 'stream' | 'logger'>): Promise<boolean> {
    const { url, stream, logger } = options;
    const link = await NatsLink.open({ url, name: `event-bus ${stream}`, logger });
    try {
      return (await new StreamApi(link, stream).info()) !== undefined;
    } finally {
      await link.close();
    }
  }

  get head(): number {
    return this.#view.head;
  }

  /**
   * Aborted once no server has been connected for some seconds: no new events arrive, and only the latest can be read. Replaced
   * by a new signal as soon as a server is connected.
   */
  get cutOff(): AbortSignal {
    return this.#link.cutOff;
  }

  get queuedBytes(): number {
    return this.#commits.queuedBytes;
  }

  /**
   * As `EventLog.append`. An empty batch resolves once everything that any replica has acknowledged can be read here.
   * @throws DomainError `log.unavailable`  nothing is acknowledged; it may be stored, and is then found as a duplicate when
   * sent again
   * @throws DomainError `batch.too_many_events`
   */
  append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    if (this.#isStopping) return Promise.reject(logUnavailable('it is being closed'));
    if (events.length <= BATCH_EVENTS_MAX) return this.#commits.append(events);
    const message = `Expected ${BATCH_EVENTS_MAX} events at most, got ${events.length}: send several batches.`;
    return Promise.reject(problems.error('batch.too_many_events', message));
  }

  has(event: { readonly source: string; readonly id: string }): Promise<boolean> {
    return this.#view.has(identityOf(event));
  }

  async scan(range: ScanRange): Promise<Scanned | undefined> {
    const { after, filter, copies } = range;
    if (after >= this.head) return undefined;
    if (filter === undefined || !copies) return scanBlock(await this.#view.block(after), range);
    return this.#view.look(after, (block) => scanBlock(block, range));
  }

  import(events: ImportedEvents): Promise<void> {
    return this.#importer.import(events);
  }

  onAppend(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Calls `listener` when the stream is no longer the one that was opened. */
  onFailure(listener: (error: DomainError) => void): void {
    this.#commits.onFailure(listener);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#commits.idle();
    await this.#watch.stop();
    await this.#ids.close();
    this.#blocks.stop();
    await this.#link.close();
  }
}
