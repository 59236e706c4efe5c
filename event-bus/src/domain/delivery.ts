import { EventFilter, type EventLog, type EventRecord, readEvent, waitForAppend } from '@blog/event-log';
import { type ByteLease, type FailureLog, pause, retryDelayMs } from '@blog/service-kit';
import { chooseEvents, DELIVERY_BYTES_MAX } from './choose-events';
import type { Deliverer, DeliveryOutcome } from './deliverer';
import { DeliveryPermission } from './delivery-permission';
import { DeliveryProgress, type Reached } from './delivery-progress';
import type { DeliveryTurns } from './delivery-turns';
import { OutgoingEvents } from './outgoing-events';
import type { ParkedEvent, SubscriptionRecord, SubscriptionStatus } from './subscription';
import type { SubscriptionStore } from './subscription-store';
import { type Sequence, sequenceOf, type WaitingSubject, type WaitingSubjects } from './waiting-subjects';

/** A subscriber that takes longer for a delivery counts as slow, see `DeliveryTurns`. */
const PROMPT_MS_MAX = 1_500;

/** The outcome of a delivery that took place: one on a stale connection did not. */
type Outcome = Exclude<DeliveryOutcome, { kind: 'stale' }>;
type Failure = Extract<Outcome, { reason: string }>;

/** The next part of the log; no events if none of them is wanted, or all of them wait. */
interface Next extends Reached {
  readonly events?: OutgoingEvents;
  readonly outcome?: Outcome;
}

/**
 * Delivers one subscription: in order, one request at a time (a second could overtake a failed first), each event until the
 * subscriber acknowledges it, or until it is parked: immediately if it is refused, or else once it was rejected `attemptsMax`
 * times. An unavailable subscriber is waited for without limit: that is no fault of the event. With `handshake` nothing is
 * delivered before the subscriber has agreed.
 *
 * A batch that is not taken is sent again event by event, so that only the events at fault count as failed. While an event waits
 * for its retry, nothing else is delivered; with the order `subject`, nothing else of its subject is.
 */
export class Delivery {
  readonly #options: ConstructorParameters<typeof Delivery>[0];
  readonly #progress: DeliveryProgress;
  readonly #permission = new DeliveryPermission();
  /** Retries and deliveries from the log take turns, so that many waiting events do not block the others. */
  #isRetryNext = true;
  #singlyThrough = 0;
  /** Consecutive failures of the subscriber. */
  #failures = 0;
  #lastError: string | null = null;
  #nextAttemptMs: number | null = null;
  #filter: EventFilter | undefined;
  /** Never reset: a change under way must not start deliveries again. */
  #isStopped = false;
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
    turns: DeliveryTurns;
    logger: FailureLog;
    parkedMax: number;
  }) {
    this.#options = options;
    this.#progress = new DeliveryProgress(options.record, options.store);
    this.#filter = filterOf(options.record);
  }

  get record(): SubscriptionRecord {
    return this.#progress.record;
  }

  get #waiting(): WaitingSubjects {
    return this.#progress.waiting;
  }

  get health() {
    const { paused, ended } = this.record;
    const { isBlocked, eventCount, oldest, next } = this.#waiting;
    const trouble = isBlocked ? 'blocked' : this.#failures > 0 || eventCount > 0 ? 'retrying' : 'active';
    const state: SubscriptionStatus = ended ? 'ended' : paused ? 'paused' : trouble;
    const at = this.#nextAttemptMs ?? next?.dueMs ?? 0;
    const nextAttemptAt = at > Date.now() ? new Date(at).toISOString() : null;
    return { state, lastError: this.#lastError, nextAttemptAt, attempts: oldest?.attempts ?? 0 };
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Aborts the delivery under way; the subscriber may get its events again. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#halt();
    await this.#progress.flush();
  }

  /** Aborts the delivery under way, changes the record, on disk too, and continues from there immediately. */
  async change(change: Partial<SubscriptionRecord>): Promise<void> {
    await this.#halt();
    try {
      await this.#progress.change(change);
      this.#filter = filterOf(this.record);
      this.#failures = 0;
      this.#lastError = null;
    } finally {
      // Also when the disk refused the change: the delivery then continues unchanged.
      this.#singlyThrough = 0;
      this.#stopping = new AbortController();
      this.#waking = new AbortController();
      if (!this.#isStopped) this.start();
    }
  }

  /** Looks again immediately, for example for parked events to redeliver. */
  wake(): void {
    this.#waiting.hasten();
    this.#waking.abort();
    if (!this.#stopping.signal.aborted) this.#waking = new AbortController();
  }

  async #halt(): Promise<void> {
    this.#stopping.abort();
    this.#waking.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted && !this.record.paused && !this.record.ended) {
      // Taken before the look for work: a wake-up after the look is not missed.
      const { signal } = this.#waking;
      try {
        const queued = this.#options.store.firstQueued(this.record.name);
        const mustWaitMs = this.#permission.waitMs(this.record);
        if (this.#permission.isMissing(this.record)) await this.#ask(signal);
        else if (mustWaitMs > 0) await this.#pauseFor(mustWaitMs, signal);
        else if (queued !== undefined) await this.#redeliver(queued, signal);
        else await this.#deliverNext(signal);
      } catch (error) {
        // The log or the disk failed, not the subscriber: no event is charged with an attempt.
        this.#options.logger.error({ err: error, subscription: this.record.name }, 'delivery cannot go on');
        await this.#wait({ kind: 'unavailable', reason: (error as Error).message }, signal);
      }
    }
  }

  /** Asks the subscriber for permission; after a refusal it is asked again after the usual backoff. */
  async #ask(signal: AbortSignal): Promise<void> {
    const record = this.record;
    const outcome = await this.#inTurn((lease) => {
      lease.release();
      return this.#timed((signal) => this.#options.deliverer.handshake(record, signal));
    });
    if (outcome === undefined || this.#stopping.signal.aborted) return;
    if (outcome.kind === 'granted') {
      this.#permission.grant(record.url, outcome.perMinuteMax);
      this.#resetTrouble();
    } else if (outcome.kind === 'gone') await this.#end();
    else if (outcome.kind === 'unavailable') await this.#wait(outcome, signal);
  }

  async #deliverNext(signal: AbortSignal): Promise<void> {
    const { next } = this.#waiting;
    const due = next !== undefined && next.dueMs <= Date.now() ? next : undefined;
    const hasMore = this.#progress.mayReadOn && this.#options.log.head > this.#progress.reached;
    if (due !== undefined && (this.#isRetryNext || !hasMore)) await this.#retry(due, signal);
    else if (hasMore) await this.#deliverFromLog(signal);
    else await this.#idle(signal);
    this.#isRetryNext = !this.#isRetryNext;
  }

  /** Waits until there is more in the log, or a retry is due. */
  async #idle(signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    const { next } = this.#waiting;
    // Nothing is being retried: a redelivery that failed was given up, or its event was discarded.
    this.#failures = 0;
    if (next === undefined) {
      await waitForAppend(log, this.#progress.reached, signal);
      return;
    }
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const waits = [pause(Math.max(1, next.dueMs - Date.now()), either)];
    if (this.#progress.mayReadOn) waits.push(waitForAppend(log, this.#progress.reached, either));
    await Promise.race(waits);
    over.abort();
  }

  async #deliverFromLog(signal: AbortSignal): Promise<void> {
    const next = await this.#inTurn((lease) => this.#sendNext(lease));
    if (next === undefined || this.#stopping.signal.aborted) return;
    const { events, outcome } = next;
    if (events === undefined || outcome === undefined) await this.#progress.reach(next, { save: 'seldom' });
    else if (outcome.kind === 'acknowledged') {
      await this.#progress.reach(next, { save: 'always' });
      this.#resetTrouble();
    } else if (outcome.kind === 'gone') await this.#end();
    else if (outcome.kind === 'unavailable') await this.#wait(outcome, signal);
    else if (events.positions.length > 1) {
      this.#singlyThrough = events.positions.at(-1) ?? 0;
      this.#lastError = outcome.reason;
    } else {
      const [position] = events.positions as [number];
      const subject = this.#waiting.add(position, await this.#sequenceAt(position));
      await this.#progress.reach(next, { save: 'not' });
      await this.#fail(subject, outcome, signal);
    }
  }

  async #sendNext(lease: ByteLease): Promise<Next | undefined> {
    const next = await this.#choose(lease);
    if (next?.events === undefined) return next;
    const outcome = await this.#send(next.events);
    return outcome && { ...next, outcome };
  }

  async #choose(lease: ByteLease): Promise<Next | undefined> {
    const after = this.#progress.reached;
    const countMax = after < this.#singlyThrough ? 1 : this.record.batchMax;
    const choice = { after, countMax, filter: this.#filter, waiting: this.#waiting };
    const chosen = await chooseEvents(this.#options.log, choice);
    if (chosen === undefined) return undefined;
    const { records, behind, through } = chosen;
    return { behind, through, ...(records.length > 0 && { events: new OutgoingEvents(records, lease) }) };
  }

  async #sequenceAt(position: number): Promise<Sequence> {
    return this.record.order === 'log' ? position : sequenceOf(await this.#read(position));
  }

  async #read(position: number): Promise<EventRecord> {
    return (await readEvent(this.#options.log, position)) as EventRecord;
  }

  async #retry(subject: WaitingSubject, signal: AbortSignal): Promise<void> {
    const [position] = subject.positions as [number];
    const outcome = await this.#inTurn((lease) => this.#sendOne(position, lease));
    if (outcome === undefined || this.#stopping.signal.aborted) return;
    if (outcome.kind === 'acknowledged') {
      await this.#progress.acknowledge(subject);
      this.#resetTrouble();
    } else if (outcome.kind === 'gone') await this.#end();
    else if (outcome.kind === 'unavailable') await this.#wait(outcome, signal);
    else await this.#fail(subject, outcome, signal);
  }

  /** Counts a failure against the first event of a subject, which is parked or waits. */
  async #fail(subject: WaitingSubject, failure: Failure, signal: AbortSignal): Promise<void> {
    const { store, parkedMax } = this.#options;
    const { name, attemptsMax } = this.record;
    subject.attempts += 1;
    this.#lastError = failure.reason;
    if (failure.kind === 'refused' || subject.attempts >= attemptsMax) {
      const [position] = subject.positions as [number];
      if (store.parkedCount(name) < parkedMax || store.isParked(name, position)) {
        await this.#park(subject, failure);
        return;
      }
      subject.isBlocked = true;
    }
    subject.delays += 1;
    subject.reason = failure.reason;
    // A wake-up came meanwhile: it is due immediately.
    subject.dueMs = signal.aborted ? 0 : Date.now() + this.#backoffMs(subject.delays, failure);
  }

  async #park(subject: WaitingSubject, { reason }: Failure): Promise<void> {
    const [position] = subject.positions as [number];
    await this.#progress.park(subject, reason);
    const { name } = this.record;
    this.#options.logger.warn({ subscription: name, position, reason }, 'an event was parked');
    this.#failures = 0;
  }

  async #end(): Promise<void> {
    await this.#progress.end();
    this.#lastError = 'The subscriber answered 410 Gone.';
    this.#options.logger.warn(
      { subscription: this.record.name },
      'the subscriber answered 410, its subscription ends',
    );
  }

  async #redeliver(parked: ParkedEvent, signal: AbortSignal): Promise<void> {
    const { store } = this.#options;
    const { name } = this.record;
    const outcome = await this.#inTurn((lease) => this.#sendOne(parked.position, lease));
    if (outcome === undefined || this.#stopping.signal.aborted) return;
    if (outcome.kind === 'acknowledged') {
      await store.removeParked(name, parked.position);
      // This says nothing about the events that wait, so their attempts stay; but one may have waited for room to be parked.
      this.#waiting.hasten();
      this.#resetTrouble();
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

  /** Reads and sends events once it is this subscription's turn; resolves undefined if it was stopped before. */
  async #inTurn<Result>(work: (lease: ByteLease) => Promise<Result>): Promise<Result | undefined> {
    const want = { isPrompt: this.record.prompt, bytes: DELIVERY_BYTES_MAX };
    const turn = await this.#options.turns.take(want, this.#stopping.signal);
    if (turn === undefined) return undefined;
    try {
      return await work(turn.lease);
    } finally {
      turn.release();
    }
  }

  async #sendOne(position: number, lease: ByteLease): Promise<Outcome | undefined> {
    return this.#send(await this.#read(position).then((record) => new OutgoingEvents([record], lease)));
  }

  /** Resolves undefined if the delivery did not take place and must be repeated immediately. */
  async #send(events: OutgoingEvents): Promise<Outcome | undefined> {
    this.#permission.use();
    const deliver = (signal: AbortSignal) => this.#options.deliverer.deliver(this.record, events, signal);
    const outcome = await this.#timed(deliver);
    return outcome.kind === 'stale' ? undefined : outcome;
  }

  /** Calls the subscriber, and notes whether it was prompt. */
  async #timed<Result>(call: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const { signal } = this.#stopping;
    const startedMs = performance.now();
    const result = await call(signal);
    const prompt = performance.now() - startedMs <= PROMPT_MS_MAX;
    if (!signal.aborted) this.#progress.note({ prompt });
    return result;
  }

  async #wait(failure: Failure, signal: AbortSignal): Promise<void> {
    this.#failures += 1;
    this.#lastError = failure.reason;
    await this.#pauseFor(this.#backoffMs(this.#failures, failure), signal);
  }

  async #pauseFor(waitMs: number, signal: AbortSignal): Promise<void> {
    this.#nextAttemptMs = Date.now() + waitMs;
    await pause(waitMs, signal);
    this.#nextAttemptMs = null;
  }

  #backoffMs(failures: number, { retryAfterMs }: Failure): number {
    const { backoffFirstMs: firstMs, backoffMaxMs: maxMs } = this.record;
    return retryDelayMs(failures, { firstMs, maxMs }, retryAfterMs);
  }

  #resetTrouble(): void {
    this.#failures = 0;
    this.#lastError = this.#waiting.oldest?.reason ?? null;
  }
}

const filterOf = ({ types }: SubscriptionRecord) => EventFilter.of({ types: types ?? undefined });
