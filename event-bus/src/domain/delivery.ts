import { type FailureLog, pause, retryDelayMs } from '@blog/service-kit';
import type { Deliverer, DeliveryOutcome } from './deliverer';
import type { EventRecord } from './event-block';
import { type EventFilter, eventFilter } from './event-filter';
import type { EventLog } from './event-log';
import { readEvents } from './read-events';
import type { ParkedEvent, SubscriptionRecord, SubscriptionStatus } from './subscription';
import type { SubscriptionStore } from './subscription-store';
import { waitForAppend } from './wait-for-append';

/** What one delivery has at the most, but for its first event. */
const BATCH_BYTES_MAX = 1024 * 1024;
/** So many events, or a block more, are looked at for one delivery. */
const LOOK_AHEAD_MAX = 1_000;
/** A cursor that only passes events nobody asked for is written down this seldom; passing them again is harmless. */
const UNSAVED_EVENTS_MAX = 1_000;

type Failure = Extract<DeliveryOutcome, { reason: string }>;

/**
 * Delivers one subscription: in order, one request at a time (a second could overtake a failed first), each event
 * until the subscriber acknowledges it, or until it has failed `attemptsMax` times and is parked. An unavailable
 * subscriber is waited for without end: that is no fault of the event.
 *
 * A batch that is rejected is sent again event by event, so that only those at fault count as failed.
 */
export class Delivery {
  readonly #options: ConstructorParameters<typeof Delivery>[0];
  #record: SubscriptionRecord;
  #savedCursor: number;
  #singlyThrough = 0;
  #attempts = 0;
  #failures = 0;
  #blocked = false;
  #lastError: string | null = null;
  #nextAttemptMs: number | null = null;
  #filter: EventFilter | undefined;
  /** Ends a delivery under way. */
  #stopping = new AbortController();
  /** Ends a wait; a stop ends it too. */
  #waking = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: {
    record: SubscriptionRecord;
    log: EventLog;
    store: SubscriptionStore;
    deliverer: Deliverer;
    logger: FailureLog;
    parkedMax: number;
  }) {
    this.#options = options;
    this.#record = options.record;
    this.#savedCursor = options.record.cursor;
    this.#filter = filterOf(options.record);
  }

  get record(): SubscriptionRecord {
    return this.#record;
  }

  get progress() {
    const { paused, ended } = this.#record;
    const trouble = this.#blocked ? 'blocked' : this.#failures > 0 ? 'retrying' : 'active';
    const state: SubscriptionStatus = ended ? 'ended' : paused ? 'paused' : trouble;
    const at = this.#nextAttemptMs;
    const nextAttemptAt = at === null ? null : new Date(at).toISOString();
    return { state, lastError: this.#lastError, nextAttemptAt, attempts: this.#attempts };
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Breaks off what is being delivered; the subscriber may get it again. */
  async stop(): Promise<void> {
    await this.#halt();
    if (this.#record.cursor !== this.#savedCursor) await this.#options.store.save(this.#record);
  }

  /** Breaks off what is being delivered, changes the record, on disk too, and goes on from there at once. */
  async change(change: Partial<SubscriptionRecord>): Promise<void> {
    await this.#halt();
    try {
      const record = { ...this.#record, ...change };
      await this.#options.store.save(record);
      this.#record = record;
      this.#savedCursor = record.cursor;
      this.#filter = filterOf(record);
      this.#resetTrouble();
    } finally {
      // Also when the disk refused the change: it then goes on as it was.
      this.#singlyThrough = 0;
      this.#stopping = new AbortController();
      this.#waking = new AbortController();
      this.start();
    }
  }

  /** Looks again at once, for instance at parked events whose redelivery was asked for. */
  wake(): void {
    this.#waking.abort();
    if (!this.#stopping.signal.aborted) this.#waking = new AbortController();
  }

  async #halt(): Promise<void> {
    this.#stopping.abort();
    this.#waking.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted && !this.#record.paused && !this.#record.ended) {
      // Taken before the look at what there is to do: a wake-up that comes after the look is not missed.
      const { signal } = this.#waking;
      try {
        const queued = this.#options.store.firstQueued(this.#record.name);
        if (queued !== undefined) await this.#redeliver(queued, signal);
        else await this.#deliverNext(signal);
      } catch (error) {
        // The log or the disk refuses: no fault of the subscriber's, so nothing is counted against an event.
        this.#options.logger.error({ err: error, subscription: this.#record.name }, 'delivery cannot go on');
        await this.#wait({ kind: 'unavailable', reason: (error as Error).message }, signal);
      }
    }
  }

  async #deliverNext(signal: AbortSignal): Promise<void> {
    const { log, deliverer } = this.#options;
    const next = await this.#next();
    if (next === undefined) {
      // Nothing is tried again now: a redelivery that could not be made was given up, or its event thrown away.
      this.#failures = 0;
      await waitForAppend(log, this.#record.cursor, signal);
      return;
    }
    const { batch, through } = next;
    if (batch.length === 0) {
      await this.#pass(through);
      return;
    }
    const outcome = await deliverer.deliver(this.#record, batch, this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    if (outcome.kind === 'acknowledged') await this.#acknowledge(through);
    else await this.#fail(outcome, batch, signal);
  }

  /**
   * What is to be delivered next, perhaps nothing, and the position that is reached with it; undefined at the head. Of its
   * own memory: a subscriber that does not answer must not keep a whole block.
   */
  async #next(): Promise<{ batch: readonly EventRecord[]; through: number } | undefined> {
    const { cursor, batchMax } = this.#record;
    const size = cursor < this.#singlyThrough ? 1 : batchMax;
    const batch: EventRecord[] = [];
    let bytesLeft = BATCH_BYTES_MAX;
    let through = cursor;
    while (batch.length < size && through - cursor < LOOK_AHEAD_MAX) {
      const block = await this.#options.log.readBlock(through);
      if (block === undefined) break;
      for (const { position, bytes } of this.#filter?.select(block) ?? block.records) {
        bytesLeft -= bytes.length;
        if (batch.length === size || (bytesLeft < 0 && batch.length > 0)) {
          return { batch, through: position - 1 };
        }
        batch.push({ position, bytes: Buffer.from(bytes) });
      }
      through = block.last;
    }
    return through === cursor ? undefined : { batch, through };
  }

  async #pass(through: number): Promise<void> {
    this.#record = { ...this.#record, cursor: through };
    if (through - this.#savedCursor < UNSAVED_EVENTS_MAX) return;
    await this.#options.store.save(this.#record);
    this.#savedCursor = through;
  }

  async #acknowledge(through: number): Promise<void> {
    const record = { ...this.#record, cursor: through };
    await this.#options.store.save(record);
    this.#record = record;
    this.#savedCursor = through;
    this.#resetTrouble();
  }

  async #fail(
    outcome: Exclude<DeliveryOutcome, { kind: 'acknowledged' }>,
    batch: readonly EventRecord[],
    signal: AbortSignal,
  ): Promise<void> {
    if (outcome.kind === 'gone') {
      await this.#end();
      return;
    }
    if (outcome.kind === 'rejected' && batch.length > 1) {
      this.#singlyThrough = batch.at(-1)?.position ?? 0;
      this.#lastError = outcome.reason;
      return;
    }
    const [event] = batch;
    // One that waits for room is not parked while the subscriber is unavailable: that would not be the true reason.
    if (outcome.kind === 'rejected' && event !== undefined) {
      this.#attempts += 1;
      if (this.#attempts >= this.#record.attemptsMax) {
        await this.#park(event, outcome, signal);
        return;
      }
    }
    await this.#wait(outcome, signal);
  }

  async #end(): Promise<void> {
    const before = this.#record;
    const record = { ...before, ended: true };
    // At once: who subscribes again while this is being stored must not find that it goes on, and have nothing to do.
    this.#record = record;
    try {
      await this.#options.store.save(record);
    } catch (error) {
      this.#record = before;
      throw error;
    }
    this.#lastError = 'The subscriber answered 410 Gone.';
    this.#options.logger.warn(
      { subscription: record.name },
      'the subscriber answered 410, its subscription ends',
    );
  }

  async #park(event: EventRecord, failure: Failure, signal: AbortSignal): Promise<void> {
    const { store, logger, parkedMax } = this.#options;
    const { name } = this.#record;
    if (store.parkedCount(name) >= parkedMax && !store.isParked(name, event.position)) {
      this.#blocked = true;
      await this.#wait(failure, signal);
      return;
    }
    const record = { ...this.#record, cursor: event.position };
    const parkedAt = new Date().toISOString();
    const { reason } = failure;
    await store.park(record, {
      position: event.position,
      reason,
      attempts: this.#attempts,
      parkedAt,
      queued: false,
    });
    logger.warn({ subscription: name, position: event.position, reason }, 'an event was parked');
    this.#record = record;
    this.#savedCursor = record.cursor;
    this.#resetTrouble();
    this.#lastError = reason;
  }

  async #redeliver(parked: ParkedEvent, signal: AbortSignal): Promise<void> {
    const { log, store, deliverer } = this.#options;
    const { name } = this.#record;
    const records = await readEvents(log, { after: parked.position - 1, limit: 1, bytesMax: 0 });
    const outcome = await deliverer.deliver(this.#record, records, this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    if (outcome.kind === 'acknowledged') {
      await store.removeParked(name, parked.position);
      // It says nothing about the event ahead, which has failed as often as before.
      this.#resetTroubleOfSubscriber();
    } else if (outcome.kind === 'gone') {
      await this.#end();
    } else if (outcome.kind === 'unavailable') {
      await this.#wait(outcome, signal);
    } else {
      const attempts = parked.attempts + 1;
      await store.updateParked(name, { ...parked, attempts, reason: outcome.reason, queued: false });
      this.#lastError = outcome.reason;
    }
  }

  async #wait(failure: Failure, signal: AbortSignal): Promise<void> {
    this.#failures += 1;
    this.#lastError = failure.reason;
    const { backoffFirstMs: firstMs, backoffMaxMs: maxMs } = this.#record;
    const waitMs = retryDelayMs(this.#failures, { firstMs, maxMs }, failure.retryAfterMs);
    this.#nextAttemptMs = Date.now() + waitMs;
    await pause(waitMs, signal);
    this.#nextAttemptMs = null;
  }

  #resetTrouble(): void {
    this.#attempts = 0;
    this.#resetTroubleOfSubscriber();
  }

  #resetTroubleOfSubscriber(): void {
    this.#failures = 0;
    this.#blocked = false;
    this.#lastError = null;
  }
}

const filterOf = ({ types }: SubscriptionRecord) => eventFilter({ types: types ?? undefined });
