import type { BusClient } from './bus-client';
import type { StoredEvent } from './cloud-event';
import type { DomainError } from './domain-error';
import { FollowerReporter } from './follower-reporter';
import type { Logger } from './logger';
import type { Block } from './read-blocks';
import { type Backoff, BUS_BACKOFF, backoffDelayMs, pause } from './retry-policy';
import type { Store, Table } from './store';

/** `stopped` is for good: an event cannot be applied, or the bus has another log. All others pass by themselves. */
export type FollowerStatus = 'connecting' | 'catching-up' | 'live' | 'stopped';

export interface FollowerState {
  readonly status: FollowerStatus;
  readonly checkpoint: number;
  readonly lastError: string | null;
}

/** What ends a follower for good; the message says at which position and what to do. */
class FollowerStopped extends Error {
  override readonly name = 'FollowerStopped';
}

interface Checkpoint {
  readonly log: string;
  readonly position: number;
  /** The id of the event at `position`: tells whether the log still is the one that was followed. */
  readonly eventId: string;
  /** Whether it had caught up with the log by then: before that, what it has is a rebuild under way. */
  readonly caughtUp: boolean;
}

/**
 * Follows the log: applies every event once, in order, and stores its checkpoint in the same transaction as what
 * the event changed. After any interruption it goes on from the checkpoint.
 *
 * `apply` works synchronously, inside a transaction of the store. If it throws, the follower stops before that
 * event and says so in `readiness`; it never skips by itself. `skip` names positions to leave out on purpose.
 * With `leaveOnStop` the bus forgets this instance when it stops, since it does not come back.
 */
export class Follower {
  readonly #options: ConstructorParameters<typeof Follower>[0];
  readonly #checkpoints: Table<Checkpoint>;
  readonly #reporter: FollowerReporter;
  readonly #stopping = new AbortController();
  readonly #waiters = new Set<() => void>();
  #checkpoint: Checkpoint | undefined;
  #status: FollowerStatus = 'connecting';
  #caughtUpOnce = false;
  #target = 0;
  #lastError: string | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: {
    name: string;
    instance: string;
    store: Store;
    bus: Pick<BusClient, 'follow' | 'logState' | 'report' | 'forget'>;
    logger: Logger;
    apply(event: StoredEvent): void;
    skip?: ReadonlySet<number>;
    leaveOnStop?: boolean;
    backoff?: Backoff;
  }) {
    this.#options = options;
    this.#checkpoints = options.store.table<Checkpoint>('checkpoint');
    this.#checkpoint = this.#checkpoints.get('log');
    this.#reporter = new FollowerReporter(options);
  }

  /** The last position applied; 0 before the first. */
  get checkpoint(): number {
    return this.#checkpoint?.position ?? 0;
  }

  /**
   * Whether what it has applied is enough to go on with: it has caught up since the start, or it had before and the bus
   * cannot be reached now. A rebuild that was interrupted is not enough.
   */
  get canGoOn(): boolean {
    const busIsAway = this.#status === 'connecting' && this.#lastError !== null;
    return this.#caughtUpOnce || ((this.#checkpoint?.caughtUp ?? false) && busIsAway);
  }

  state(): FollowerState {
    return { status: this.#status, checkpoint: this.checkpoint, lastError: this.#lastError };
  }

  /**
   * Ready once it has caught up with the log as it was at the start. With a checkpoint from before, a bus that is away
   * does not make it unready: what it knows may be old, but it can go on.
   */
  readiness(): { ready: boolean; checks: { follower: FollowerState } } {
    return { ready: this.#status !== 'stopped' && this.canGoOn, checks: { follower: this.state() } };
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#reporter.stop();
    if (this.#options.leaveOnStop) await this.#reporter.leave();
  }

  /**
   * Waits until everything that the log holds at this moment is applied. Resolves `caught-up`, or `behind` if that took
   * more than `timeoutMs`, or `unreachable` if the bus did not tell its head by then.
   */
  async catchUp(options: { timeoutMs: number }): Promise<'caught-up' | 'behind' | 'unreachable'> {
    const deadlineMs = Date.now() + options.timeoutMs;
    let head: number;
    try {
      ({ head } = await this.#options.bus.logState(options.timeoutMs));
    } catch {
      return 'unreachable';
    }
    while (this.checkpoint < head) {
      const leftMs = deadlineMs - Date.now();
      if (leftMs <= 0 || this.#status === 'stopped') return 'behind';
      await this.#applied(leftMs);
    }
    return 'caught-up';
  }

  #applied(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiters.add(done);
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      const before = this.checkpoint;
      const attempt = new AbortController();
      try {
        await this.#followOnce(AbortSignal.any([signal, attempt.signal]));
      } catch (error) {
        // Whatever went wrong, the stream must not stay open at the bus.
        attempt.abort();
        if (signal.aborted) return;
        this.#note(error as Error);
        if (error instanceof FollowerStopped) return;
        failures = this.checkpoint > before ? 1 : failures + 1;
        await pause(backoffDelayMs(failures, this.#options.backoff ?? BUS_BACKOFF), signal);
      }
    }
  }

  #note(error: Error): void {
    const { logger } = this.#options;
    const stopped = error instanceof FollowerStopped;
    this.#status = stopped ? 'stopped' : 'connecting';
    if (stopped) logger.error({ err: error }, error.message);
    else if (error.message !== this.#lastError) logger.warn(error.message);
    this.#lastError = error.message;
    if (stopped) this.#reporter.report(this.checkpoint, error.message, { now: true });
  }

  async #followOnce(signal: AbortSignal): Promise<void> {
    const { bus, name, instance, logger } = this.#options;
    // From the last event applied on, to see that it is still the same one.
    const after = Math.max(0, this.checkpoint - 1);
    const stream = await bus.follow({ after, name, instance, signal });
    const { log } = stream;
    const known = this.#checkpoint;
    if (known !== undefined && known.log !== log) throw anotherLog(`it has log ${log}, not ${known.log}`);
    if (stream.head < this.checkpoint) {
      throw anotherLog(`its log ends at ${stream.head}, before the checkpoint ${this.checkpoint}`);
    }
    this.#target = stream.head;
    this.#lastError = null;
    logger.info({ after: this.checkpoint, head: stream.head }, 'following the log');
    this.#updateStatus();
    let isChecked = known === undefined;
    for await (const events of stream.blocks) {
      const [first] = isChecked ? [] : events;
      if (!isChecked && first?.id !== known?.eventId) {
        throw anotherLog(`it has another event at the checkpoint ${this.checkpoint}`);
      }
      isChecked = true;
      await this.#applyBlock(events, log);
      this.#updateStatus();
      for (const waiter of this.#waiters) waiter();
    }
  }

  #updateStatus(): void {
    const caughtUp = this.checkpoint >= this.#target;
    if (caughtUp && !this.#caughtUpOnce) this.#options.logger.info('caught up with the log');
    this.#caughtUpOnce ||= caughtUp;
    this.#status = caughtUp ? 'live' : 'catching-up';
    this.#reporter.report(this.checkpoint, null);
  }

  /** Applies those of a block that were not applied yet, and come before position `before`. */
  async #applyBlock(block: Block, log: string, before = Number.POSITIVE_INFINITY): Promise<void> {
    let failed: { event: StoredEvent; cause: unknown } | undefined;
    const applyAll = () => {
      let expected = this.checkpoint + 1;
      let eventId = this.#checkpoint?.eventId ?? '';
      for (const event of block) {
        if (event.position >= before) break;
        if (event.position < expected) continue;
        if (event.position > expected) {
          throw new Error(`Expected position ${expected} from the bus, got ${event.position}.`);
        }
        expected += 1;
        eventId = event.id;
        if (this.#options.skip?.has(event.position)) continue;
        try {
          this.#options.apply(event);
        } catch (cause) {
          failed = { event, cause };
          throw cause;
        }
      }
      const position = expected - 1;
      // All of it applied before, such as the one event that a reconnect begins with.
      if (position === this.checkpoint) return this.#checkpoint;
      const caughtUp = position >= this.#target || (this.#checkpoint?.caughtUp ?? false);
      const checkpoint = { log, position, eventId, caughtUp };
      void this.#checkpoints.put('log', checkpoint);
      return checkpoint;
    };

    try {
      this.#checkpoint = await this.#options.store.transaction(applyAll);
    } catch (error) {
      if (failed === undefined) throw error;
      const { event, cause } = failed;
      await this.#applyBlock(block, log, event.position);
      const { message } = cause as Error;
      const what = `Cannot apply event ${event.position} (${event.type}): ${message.replace(/\.$/, '')}.`;
      const advice =
        (cause as DomainError).code === 'storage.corrupt'
          ? 'Delete this data folder to rebuild it from the log.'
          : `Mend the code and start again, or leave the event out with SKIP_POSITIONS=${event.position}.`;
      throw new FollowerStopped(`${what} ${advice}`, { cause });
    }
  }
}

function anotherLog(how: string): FollowerStopped {
  return new FollowerStopped(
    `The bus does not have the log that was followed here: ${how}. Give the bus its own log back, or delete this ` +
      'data folder to rebuild from the log that it has.',
  );
}
