import type { BusClient, LogStream } from './bus-client';
import { BusRefused } from './bus-error';
import type { StoredEvent } from './cloud-event';
import { CannotGoOn, EventApplier } from './event-applier';
import { FollowerReporter } from './follower-reporter';
import { anotherLog, FollowerStopped, missesTypes, stoppedAt } from './follower-stopped';
import { READ_TYPES_MAX } from './log-item';
import type { Logger } from './logger';
import { nextCall } from './next-call';
import { ProgressWaits } from './progress-waits';
import type { Block } from './read-blocks';
import { type Backoff, BUS_BACKOFF, backoffDelayMs, pause } from './retry-policy';
import { endsBefore, requireCheckpoint, requireLog } from './same-log';
import { SampledLog } from './sampled-log';
import type { SequenceOf, SetAsideState } from './set-aside-event';
import { SET_ASIDE_EVENTS_MAX, SetAsideQueue } from './set-aside-queue';
import { SetAsideRetrier } from './set-aside-retrier';
import type { Store } from './store';

/**
 * `stopped`: the bus has another log, the service's own data is damaged, or the maximum number of events is set aside; only the
 * last ends by itself, once there is room. All other states end by themselves.
 */
export type FollowerStatus = 'connecting' | 'catching-up' | 'live' | 'stopped';

export interface FollowerState extends SetAsideState {
  readonly status: FollowerStatus;
  readonly checkpoint: number;
  readonly lastError: string | null;
}

/**
 * Follows the log: applies every event once, in order, and stores its checkpoint in the same transaction as what the event
 * changed. After any interruption it continues from the checkpoint.
 *
 * If `apply` throws, nothing of that event is written: the event is set aside in `setAside`, with the later ones of its
 * sequence, and all others continue. Only when `setAsideMax` events are set aside does the follower stop.
 */
export class Follower {
  readonly #options: ConstructorParameters<typeof Follower>[0];
  readonly setAside: SetAsideQueue;
  readonly #applier: EventApplier;
  readonly #retrier: SetAsideRetrier;
  readonly #reporter: FollowerReporter;
  readonly #told: SampledLog;
  readonly #stopping = new AbortController();
  readonly #waits: ProgressWaits;
  #status: FollowerStatus = 'connecting';
  #caughtUpOnce = false;
  #target = 0;
  #epoch: string | undefined;
  #lastError: string | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: {
    name: string;
    instance: string;
    store: Store;
    bus: Pick<BusClient, 'follow' | 'logState' | 'report' | 'forget' | 'readEvent'>;
    logger: Logger;
    /** Works synchronously, inside a transaction of the store. */
    apply(event: StoredEvent): void;
    /** Only events of these types are received: at most 100, none with a comma in its name. By default all. */
    types?: readonly string[];
    /**
     * Whether applying an event again changes nothing. A build that follows more types than the one before has missed their
     * events up to its checkpoint: it reads the log again from the beginning, except for what is set aside; without this it
     * stops, and asks for a rebuild.
     */
    replayable?: boolean;
    /** By default each event stands alone. */
    sequenceOf?: SequenceOf;
    /** Called in each transaction that stores a checkpoint, after everything up to it was applied. */
    onCheckpoint?(position: number): void;
    /** Names the code that runs: another build retries once, at its start, what is set aside. */
    build?: string | undefined;
    /** By default 10,000. */
    setAsideMax?: number;
    /** What it has set aside is reported to the bus too. */
    outbox?: { readonly setAside: SetAsideQueue };
    /** Whether the bus forgets this instance when it stops, since it does not come back under its name. */
    leaveOnStop?: boolean;
    backoff?: Backoff;
  }) {
    const { store, bus, logger, build, apply, sequenceOf = () => undefined } = options;
    const { backoff = BUS_BACKOFF, setAsideMax = SET_ASIDE_EVENTS_MAX, types, onCheckpoint } = options;
    requireFilter(types);
    this.#options = options;
    this.#told = new SampledLog(logger);
    this.setAside = new SetAsideQueue({ store, from: 'log', eventsMax: setAsideMax });
    this.#applier = new EventApplier({
      store,
      apply,
      sequenceOf,
      setAside: this.setAside,
      types,
      onCheckpoint,
    });
    this.#retrier = new SetAsideRetrier({
      store,
      setAside: this.setAside,
      build,
      logger,
      backoff,
      attempt: async (setAside, signal) => {
        const event = await bus.readEvent(setAside.key, signal);
        if (event.id !== setAside.id) throw anotherLog(`it has another event at ${setAside.key}`);
        await this.#applier.retry(setAside, event);
      },
    });
    this.#waits = new ProgressWaits({
      bus,
      checkpoint: () => this.checkpoint,
      isStopped: () => this.#status === 'stopped',
    });
    const queues = [this.setAside, ...(options.outbox ? [options.outbox.setAside] : [])];
    this.#reporter = new FollowerReporter({ ...options, queues });
    for (const queue of queues) queue.onChange(() => this.#report());
  }

  /** The last position applied, set aside or not wanted; 0 before the first. */
  get checkpoint(): number {
    return this.#applier.position;
  }

  /** The epoch of the log that was applied; undefined before the first connection. */
  get epoch(): string | undefined {
    const { checkpoint } = this.#applier;
    return this.#epoch ?? checkpoint?.epoch ?? checkpoint?.log;
  }

  /** Whether it has ever caught up with the log, in this process or an earlier one; false again during a rebuild. */
  get hasCaughtUp(): boolean {
    return this.#caughtUpOnce || (this.#applier.checkpoint?.caughtUp ?? false);
  }

  /**
   * Whether what it has applied is enough to work with: it has caught up since the start, or it had before and the bus
   * cannot be reached now. An interrupted rebuild is not enough.
   */
  get canGoOn(): boolean {
    const busIsAway = this.#status === 'connecting' && this.#lastError !== null;
    return this.#caughtUpOnce || (this.hasCaughtUp && busIsAway);
  }

  state(): FollowerState {
    const { checkpoint } = this;
    return { status: this.#status, checkpoint, ...this.setAside.state(), lastError: this.#lastError };
  }

  /**
   * Ready once it has caught up with the log as it was at the start. If it had caught up before, an unreachable bus does not
   * make it unready: its state may be old, but it can work.
   */
  readiness(): { ready: boolean; checks: { follower: FollowerState } } {
    return { ready: this.#status !== 'stopped' && this.canGoOn, checks: { follower: this.state() } };
  }

  start(): void {
    if (this.setAside.count > 0) this.setAside.tell(this.#told);
    this.#running = this.#run();
    this.#retrier.start();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#running, this.#retrier.stop()]);
    // If it cannot be stored, the next start passes the same events again.
    await this.#applier.flush().catch(() => {});
    this.#reporter.stop();
    if (this.#options.leaveOnStop) await this.#reporter.leave();
  }

  /**
   * Waits until everything that the log holds at this moment is applied. Resolves `caught-up`, or `behind` if that took
   * more than `timeoutMs`, or `unreachable` if the bus did not answer by then.
   */
  catchUp(options: { timeoutMs: number }): Promise<'caught-up' | 'behind' | 'unreachable'> {
    return this.#waits.catchUp(options);
  }

  /**
   * Waits until everything up to `position` is applied or set aside. Resolves true then; false after `timeoutMs`, once `signal`
   * is aborted, or when the follower has stopped. It does not ask the bus, so it also waits for a position that the log does
   * not have.
   */
  applied(position: number, options: { timeoutMs: number; signal?: AbortSignal }): Promise<boolean> {
    return this.#waits.applied(position, options);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; ) {
      const before = this.checkpoint;
      const attempt = new AbortController();
      try {
        await this.#followOnce(AbortSignal.any([signal, attempt.signal]));
      } catch (error) {
        // Whatever failed, the stream must not stay open at the bus.
        attempt.abort();
        if (signal.aborted) return;
        this.#note(error as Error);
        if (error instanceof FollowerStopped) {
          if (!error.isFull) return;
          await this.#untilRoom();
          continue;
        }
        failures = this.checkpoint > before ? 1 : failures + 1;
        await pause(backoffDelayMs(failures, this.#options.backoff ?? BUS_BACKOFF), signal);
      }
    }
  }

  #note(error: Error): void {
    const stopped = error instanceof FollowerStopped;
    this.#status = stopped ? 'stopped' : 'connecting';
    // Without a stack: these are expected. With a code, since the position in the message may differ each time.
    if (stopped)
      this.#told.error({ code: error.isFull ? 'set_aside.full' : 'follower.stopped' }, error.message);
    else if (error.message !== this.#lastError)
      this.#told.warn({ code: 'follower.disconnected' }, error.message);
    this.#lastError = error.message;
    if (stopped) this.#report({ now: true });
  }

  #report(options: { now?: boolean } = {}): void {
    const error = this.#status === 'stopped' ? this.#lastError : null;
    this.#reporter.report({ checkpoint: this.checkpoint, error }, options);
  }

  async #untilRoom(): Promise<void> {
    const { signal } = this.#stopping;
    while (this.setAside.isFull && !signal.aborted) {
      await nextCall((listener) => this.setAside.onChange(listener), { signal });
    }
  }

  async #followOnce(signal: AbortSignal): Promise<void> {
    const { checkpoint } = this;
    const known = this.#applier.checkpoint;
    const stream = await this.#open(checkpoint, signal);
    requireLog(stream, known);
    const { log, epoch } = stream;
    this.#target = stream.head;
    this.#lastError = null;
    this.#told.info({ after: checkpoint, head: stream.head }, 'following the log');
    this.#updateStatus();
    let isChecked = checkpoint === 0;
    if (isChecked) this.#epoch = epoch;
    for await (const block of stream.blocks) {
      if (!isChecked) requireCheckpoint(block, known);
      isChecked = true;
      // Not before the check: the state here may be of another epoch.
      this.#epoch = epoch;
      if (this.#applier.missedTypes !== undefined) {
        await this.#beginAgain(this.#applier.missedTypes);
        return this.#followOnce(signal);
      }
      await this.#applyBlock(block, { log, epoch });
      this.#updateStatus();
      this.#waits.advance();
    }
  }

  async #open(after: number, signal: AbortSignal): Promise<LogStream> {
    const { bus, name, instance, types } = this.#options;
    try {
      return await bus.follow({ after, types, name, instance, signal });
    } catch (error) {
      if (error instanceof BusRefused && error.code === 'log.position_unknown') throw endsBefore(after);
      throw error;
    }
  }

  async #beginAgain(missed: string): Promise<void> {
    const { logger, replayable } = this.#options;
    if (!replayable) throw missesTypes(missed, this.checkpoint);
    logger.info({ missed, checkpoint: this.checkpoint }, 'follows more types: reads the log again');
    await this.#applier.beginAgain();
  }

  #updateStatus(): void {
    const caughtUp = this.checkpoint >= this.#target && this.#applier.missedTypes === undefined;
    if (caughtUp && !this.#caughtUpOnce) this.#options.logger.info('caught up with the log');
    this.#caughtUpOnce ||= caughtUp;
    this.#status = caughtUp ? 'live' : 'catching-up';
    this.#report();
  }

  async #applyBlock(block: Block, of: { log: string; epoch: string }): Promise<void> {
    const before = this.setAside.count;
    try {
      await this.#applier.applyBlock({ block, ...of, target: this.#target });
    } catch (error) {
      throw error instanceof CannotGoOn ? stoppedAt(error, this.setAside.eventsMax) : error;
    } finally {
      if (this.setAside.count > before) this.setAside.tell(this.#told);
    }
  }
}

/** The types are sent in a query, separated by commas. */
function requireFilter(types: readonly string[] | undefined): void {
  if (types === undefined || (types.length <= READ_TYPES_MAX && !types.some((type) => type.includes(','))))
    return;
  throw new Error(`Expected at most ${READ_TYPES_MAX} types without commas, got ${types.join(' ')}.`);
}
