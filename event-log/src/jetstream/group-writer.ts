import { type Logger, pause, retryDelayMs } from '@blog/service-kit';
import { EventBlock } from '../event-block';
import { encodeLines } from '../event-line';
import type { Batch, Outcome } from '../group-commit';
import type { PlannedEvent } from '../plan-group';
import { problems } from '../problems';
import type { WriteOutcome } from './batch-writer';
import { isLogUnavailable, logUnavailable } from './log-unavailable';
import type { NatsLink } from './nats-link';
import type { StreamApi } from './stream-api';
import type { StreamNames } from './stream-names';
import type { StreamView } from './stream-view';
import { StreamWriter } from './stream-writer';

/** Commit timeout after a group has failed, until one succeeds again, in ms. */
const COMMIT_AWAY_MS = 1_000;
/** Timeout of a single attempt, in ms. */
const WRITE_MS = 2_000;
const BACKOFF = { firstMs: 20, maxMs: 500 };

interface Options {
  readonly link: NatsLink;
  readonly api: StreamApi;
  readonly names: StreamNames;
  readonly view: StreamView;
  readonly logger: Logger;
  /** Commit timeout of a group, in ms. */
  readonly commitMs: number;
}

/** Stores groups of batches, one at a time, and follows what other replicas store. */
export class GroupWriter {
  readonly #options: Options;
  readonly #writer: StreamWriter;
  #isAway = false;

  constructor(options: Options) {
    const { link, api, names } = options;
    this.#options = options;
    this.#writer = new StreamWriter({ link, api, subject: names.events });
    link.subscribe(names.head, (message) => this.follow(Number(message.string())));
  }

  /**
   * Resolves with the outcome of each batch once the group is stored and can be read here.
   * @throws DomainError `log.unavailable`  nothing is acknowledged; the events may be stored, now or later
   * @throws DomainError `log.corrupt`, `storage.full`
   */
  async commit(group: readonly Batch[]): Promise<readonly Outcome[]> {
    const { commitMs } = this.#options;
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

  /** Reads events that another replica wrote, up to `last`. */
  follow(last: number): void {
    this.#options.view.catchUp(last).catch((error: unknown) => {
      // The watch will retry.
      if (!isLogUnavailable(error)) this.#options.logger.error({ err: error }, 'could not read new events');
    });
  }

  /** Undefined if another replica wrote first; this one has then read what it wrote. */
  async #tryCommit(group: readonly Batch[], deadline: number): Promise<readonly Outcome[] | undefined> {
    if (group.some((batch) => batch.length === 0)) await this.#catchUpWithLeader();
    const { planned, outcomes } = await this.#options.view.plan(group);
    if (planned.length === 0) return outcomes;
    const block = this.#blockOf(planned);
    const outcome = await this.#writer.write(block, Math.min(WRITE_MS, deadline - Date.now()));
    if (outcome.kind === 'stored') {
      this.#options.view.advance(
        block,
        planned.map(({ identity }) => identity.hash),
      );
      this.#tellHead();
      return outcomes;
    }
    await this.#learn(outcome, block.first - 1);
    return undefined;
  }

  /** Notifies the other replicas of new events. Their `StreamWatch` makes up for a lost notice. */
  #tellHead(): void {
    const { link, names, view } = this.#options;
    link.publish(names.head, String(view.head));
  }

  async #learn(outcome: Exclude<WriteOutcome, { kind: 'stored' }>, expected: number): Promise<void> {
    if (outcome.kind === 'full')
      throw problems.error('storage.full', 'The stream has no room; nothing was stored.');
    if (outcome.kind === 'unknown') throw logUnavailable(outcome.why);
    // The watch finds out whether it was restored from a backup.
    if (outcome.last < expected)
      throw logUnavailable(`the stream ends at ${outcome.last}, and had ${expected}`);
    await this.#options.view.catchUp(outcome.last);
  }

  async #catchUpWithLeader(): Promise<void> {
    await this.#options.view.catchUp(await this.#options.api.lastSequence());
  }

  #blockOf(planned: readonly PlannedEvent[]): EventBlock {
    // Another replica's clock may be ahead.
    const nowMs = Math.max(this.#options.view.lastStoredMs, Date.now());
    const lines = encodeLines(planned, new Date(nowMs).toISOString());
    const [{ position: first }] = planned as [PlannedEvent];
    return new EventBlock({ first, last: first + planned.length - 1, lines });
  }
}
