import { BATCH_EVENTS_MAX, DomainError, type Logger, pause, retryDelayMs } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import { encodeLines } from '../event-line';
import type { Appended, EventLog, NewEvent, Scanned, ScanRange } from '../event-log';
import { type Batch, GroupCommit, type Outcome } from '../group-commit';
import { identityOf } from '../identity';
import { Listeners } from '../listeners';
import type { PlannedEvent } from '../plan-group';
import { scanBlock } from '../scan-block';
import { eventCorrupt, isLogUnavailable, logUnavailable } from './log-unavailable';
import { NatsLink } from './nats-link';
import { type OpenedStream, openStream } from './open-stream';
import { StoredIds } from './stored-ids';
import { StreamApi } from './stream-api';
import { requireStreamName, type StreamNames, streamNames } from './stream-names';
import { StreamReader } from './stream-reader';
import { StreamView, storedMs } from './stream-view';
import { StreamWatch } from './stream-watch';
import { StreamWriter, type WriteOutcome } from './stream-writer';
import { WriteForwarding } from './write-forwarding';

/** The same as `commitMs`, once one was given up, until one succeeds again. */
const COMMIT_AWAY_MS = 1_000;
/** How long a single try waits for its answer, in milliseconds. */
const WRITE_MS = 2_000;
const BACKOFF = { firstMs: 20, maxMs: 500 };
/** For errors after which nothing more can be taken. */
const FINAL_CODES = new Set(['log.replaced', 'log.stream_unsafe', 'log.newer_form']);

export interface JetStreamOptions {
  /** Such as `nats://user:password@host:4222`; several, of one cluster, separated by commas. */
  readonly url: string;
  /** Name of the stream: 1 to 64 letters, digits, `-`, `_`. It is made if it is not there. */
  readonly stream: string;
  /** Copies of each event; a stream with fewer is refused. 1, 3 or 5. */
  readonly replicas: number;
  /** A folder for this process alone, for the index of ids. It may be lost, and is then made again from the stream. */
  readonly folder: string;
  /** What may wait to be stored, in bytes; more is refused. */
  readonly queueBytesMax: number;
  readonly logger: Logger;
  /** How long the cluster may take to have a majority, in milliseconds. 60,000 by default. */
  readonly openMs?: number;
  /** How long a batch may take until it is given up, in milliseconds: less than its publisher waits. 8,000 by default. */
  readonly commitMs?: number;
  /** How often the stream is looked at for events whose notice was lost, in milliseconds. 1,000 by default. */
  readonly watchMs?: number;
}

/** What a replica tells the others when it has written. */
interface HeadNotice {
  readonly head: number;
  readonly writer: string;
}

interface Parts {
  readonly link: NatsLink;
  readonly api: StreamApi;
  readonly ids: StoredIds;
  readonly reader: StreamReader;
  readonly opened: OpenedStream;
  readonly lastStoredMs: number;
}

/**
 * The log in a JetStream stream: positions are its sequences, and each message is an event as it goes out. Several replicas
 * of a bus may write: each says after which position its events are to come, and the server refuses what comes too late.
 * What was refused, or whose answer was lost, is planned again on what the stream has by then. So an event is stored once,
 * and acknowledged only when it is.
 */
export class JetStreamEventLog implements EventLog {
  readonly id: string;
  readonly epoch: string;
  readonly #options: JetStreamOptions;
  readonly #link: NatsLink;
  readonly #api: StreamApi;
  readonly #ids: StoredIds;
  readonly #view: StreamView;
  readonly #writer: StreamWriter;
  readonly #names: StreamNames;
  readonly #forwarding: WriteForwarding;
  readonly #watch: StreamWatch;
  readonly #commits: GroupCommit;
  readonly #listeners = new Listeners();
  #isAway = false;
  #isStopping = false;

  private constructor(options: JetStreamOptions, { link, api, ids, reader, opened, lastStoredMs }: Parts) {
    this.id = opened.id;
    this.epoch = opened.epoch;
    this.#options = options;
    this.#link = link;
    this.#api = api;
    this.#ids = ids;
    this.#names = streamNames(options.stream, opened.id);
    this.#view = new StreamView({
      reader,
      ids,
      head: opened.last,
      lastStoredMs,
      onAdvance: () => this.#listeners.call(),
    });
    this.#writer = new StreamWriter({ link, subject: this.#names.events });
    this.#commits = new GroupCommit({
      queueBytesMax: options.queueBytesMax,
      eventsMax: BATCH_EVENTS_MAX,
      commit: (group) => this.#commit(group),
      isFinal: (error) => error instanceof DomainError && FINAL_CODES.has(error.code),
    });
    this.#watch = new StreamWatch({
      api,
      log: opened,
      replicas: options.replicas,
      payloadBytesMax: link.payloadBytesMax,
      everyMs: options.watchMs ?? 1_000,
      logger: options.logger,
      head: () => this.head,
      onLast: (last) => this.#follow(last),
      onFailure: (error) => this.#commits.note(error),
    });
    this.#forwarding = new WriteForwarding({
      link,
      subject: this.#names.append,
      logger: options.logger,
      append: (batch) => this.append(batch),
    });
    link.subscribe(this.#names.head, (message) => this.#hear(message.json<HeadNotice>()));
    link.onReconnect(() => void this.#watch.look());
  }

  /**
   * Opens the log in a stream, or makes a new one.
   * @throws DomainError `log.unavailable`  no server, or no majority, within `openMs`
   * @throws DomainError `log.stream_unsafe`, `log.newer_form`
   * @throws DomainError `log.corrupt`  events are missing
   * @throws DomainError `storage.full`, `storage.failed`  the index of ids could not be written
   */
  static async open(options: JetStreamOptions): Promise<JetStreamEventLog> {
    const { url, stream, replicas, folder, logger, openMs = 60_000 } = options;
    requireStreamName(stream);
    const deadline = Date.now() + openMs;
    const link = await connectUntil(deadline, () =>
      NatsLink.open({ url, name: `event-bus ${stream}`, logger }),
    );
    try {
      const api = new StreamApi(link, stream);
      const { payloadBytesMax } = link;
      const withinMs = deadline - Date.now();
      const opened = await openStream({ api, stream, replicas, payloadBytesMax, withinMs });
      const reader = new StreamReader({ link, api, stream });
      const through = opened.last;
      const read = async (first: number) => {
        const block = await reader.read({ first, count: BATCH_EVENTS_MAX });
        if (block === undefined) throw eventCorrupt(first, 'is missing');
        return block;
      };
      const ids = await StoredIds.open({ folder, logId: opened.id, through, logger, read });
      const lastStoredMs = through === 0 ? 0 : storedMs(await read(through));
      return new JetStreamEventLog(options, { link, api, ids, reader, opened, lastStoredMs });
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  get head(): number {
    return this.#view.head;
  }

  get queuedBytes(): number {
    return this.#commits.queuedBytes;
  }

  /**
   * As `EventLog.append`. An empty batch is done once everything that any replica had acknowledged can be read here.
   * @throws DomainError `log.unavailable`  nothing is acknowledged; it may be stored, and is then found when it comes again
   * @throws DomainError `batch.too_many_events`
   */
  append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    if (this.#isStopping) return Promise.reject(logUnavailable('it is being closed'));
    if (events.length <= BATCH_EVENTS_MAX) return this.#commits.append(events);
    const message = `Expected ${BATCH_EVENTS_MAX} events at most, got ${events.length}: send several batches.`;
    return Promise.reject(new DomainError('batch.too_many_events', message));
  }

  has(event: { readonly source: string; readonly id: string }): Promise<boolean> {
    return this.#view.has(identityOf(event));
  }

  async scan(range: ScanRange): Promise<Scanned | undefined> {
    if (range.after >= this.head) return undefined;
    return scanBlock(await this.#view.block(range.after), range);
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
    await this.#link.close();
  }

  async #commit(group: readonly Batch[]): Promise<readonly Outcome[]> {
    const { commitMs = 8_000 } = this.#options;
    const deadline = Date.now() + (this.#isAway ? Math.min(COMMIT_AWAY_MS, commitMs) : commitMs);
    for (let attempt = 1; ; attempt += 1) {
      let why: unknown;
      try {
        const outcomes = await this.#tryCommit(group, deadline);
        if (outcomes !== undefined) {
          this.#isAway = false;
          return outcomes;
        }
      } catch (error) {
        if (!isLogUnavailable(error)) throw error;
        why = error;
      }
      const waitMs = why === undefined ? 0 : retryDelayMs(attempt, BACKOFF);
      if (Date.now() + waitMs < deadline) await pause(waitMs);
      else {
        this.#isAway = true;
        throw why ?? logUnavailable('other replicas were faster, again and again');
      }
    }
  }

  /** Undefined: another replica wrote before, and this one knows now what. */
  async #tryCommit(group: readonly Batch[], deadline: number): Promise<readonly Outcome[] | undefined> {
    if (group.some((batch) => batch.length === 0)) await this.#catchUpWithLeader();
    if (this.#forwarding.isDue(group)) return this.#forward(group, deadline);
    const { planned, outcomes } = await this.#view.plan(group);
    if (planned.length === 0) return outcomes;
    const block = this.#blockOf(planned);
    const outcome = await this.#writer.write(block, Math.min(WRITE_MS, deadline - Date.now()));
    if (outcome.kind === 'stored') {
      this.#view.advance(
        block,
        planned.map(({ identity }) => identity.hash),
      );
      this.#tellHead();
      return outcomes;
    }
    await this.#learn(outcome, block.first - 1);
    return undefined;
  }

  async #forward(group: readonly Batch[], deadline: number): Promise<readonly Outcome[]> {
    const outcomes = await this.#forwarding.forward(group, Math.min(WRITE_MS, deadline - Date.now()));
    const positions = outcomes.flatMap(({ appended = [] }) => appended.map(({ position }) => position));
    await this.#view.catchUp(Math.max(0, ...positions));
    return outcomes;
  }

  /** Tells the other replicas that there are new events. A notice that is lost is made up for by their `StreamWatch`. */
  #tellHead(): void {
    const { self } = this.#forwarding;
    this.#forwarding.wrote(self);
    const notice: HeadNotice = { head: this.head, writer: self };
    this.#link.publish(this.#names.head, JSON.stringify(notice));
  }

  #hear({ head, writer }: HeadNotice): void {
    this.#forwarding.wrote(writer);
    this.#follow(head);
  }

  async #learn(outcome: Exclude<WriteOutcome, { kind: 'stored' }>, expected: number): Promise<void> {
    if (outcome.kind === 'full')
      throw new DomainError('storage.full', 'The stream has no room; nothing was stored.');
    if (outcome.kind === 'unknown') throw logUnavailable(outcome.why);
    // Whether it was restored from before is for the watch to find out.
    if (outcome.last < expected)
      throw logUnavailable(`the stream ends at ${outcome.last}, and had ${expected}`);
    await this.#view.catchUp(outcome.last);
  }

  async #catchUpWithLeader(): Promise<void> {
    const info = await this.#api.info();
    if (info === undefined) throw logUnavailable('the stream is gone');
    await this.#view.catchUp(info.state.last_seq);
  }

  #blockOf(planned: readonly PlannedEvent[]): EventBlock {
    // The clock of another replica may be ahead.
    const nowMs = Math.max(this.#view.lastStoredMs, Date.now());
    const lines = encodeLines(planned, new Date(nowMs).toISOString());
    const [{ position: first }] = planned as [PlannedEvent];
    return new EventBlock({ first, last: first + planned.length - 1, lines });
  }

  /** Reads what another replica wrote. */
  #follow(last: number): void {
    this.#view.catchUp(last).catch((error: unknown) => {
      // The watch comes back to it.
      if (!isLogUnavailable(error)) this.#options.logger.error({ err: error }, 'could not read new events');
    });
  }
}

async function connectUntil(deadline: number, connect: () => Promise<NatsLink>): Promise<NatsLink> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connect();
    } catch (error) {
      const waitMs = retryDelayMs(attempt, BACKOFF);
      if (Date.now() + waitMs >= deadline) throw error;
      await pause(waitMs);
    }
  }
}
