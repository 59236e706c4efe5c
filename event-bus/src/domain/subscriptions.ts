import type { EventLog } from '@blog/event-log';
import type { FailureLog } from '@blog/service-kit';
import { problems } from '../problems';
import type { Deliverer } from './deliverer';
import { Delivery } from './delivery';
import type { DeliveryTurns } from './delivery-turns';
import { LagClock } from './lag';
import type { ParkedEvent, SubscriptionRecord, SubscriptionSettings, SubscriptionView } from './subscription';
import type { SubscriptionStore } from './subscription-store';

/** All subscriptions. Each method throws `subscription.not_found` for an unknown name. */
export class Subscriptions {
  readonly #options: ConstructorParameters<typeof Subscriptions>[0];
  readonly #lags: LagClock;
  readonly #deliveries = new Map<string, Delivery>();
  /** Changes of subscriptions, one at a time. */
  #changes: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(options: {
    log: EventLog;
    store: SubscriptionStore;
    deliverer: Deliverer;
    turns: DeliveryTurns;
    logger: FailureLog;
    subscriptionsMax: number;
    parkedMax: number;
  }) {
    this.#options = options;
    this.#lags = new LagClock(options.log);
    for (const record of options.store.list()) this.#add(record);
  }

  start(): void {
    for (const delivery of this.#deliveries.values()) delivery.start();
  }

  /** Waits for changes under way; they start no deliveries. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#deliveries.values()].map((delivery) => delivery.stop()));
    await this.#changes;
  }

  /**
   * Creates a subscription that begins after `after`, or changes the settings of an existing one: that keeps its
   * cursor, continues if it had ended, and is tried immediately if it waits. Resolves with whether it is new.
   * @throws DomainError `subscription.too_many`, `subscription.after_beyond_head`
   */
  put(name: string, settings: SubscriptionSettings, after: number): Promise<boolean> {
    return this.#exclusively(async () => {
      const existing = this.#deliveries.get(name);
      if (existing !== undefined) {
        const change = { ...settings, ended: false };
        const wanted = { ...existing.record, ...change };
        // Services repeat their subscription, which must not disturb a delivery.
        // Only what changes is passed on, since the cursor may move until the delivery has halted.
        if (JSON.stringify(wanted) !== JSON.stringify(existing.record)) await existing.change(change);
        // The subscriber is up: waiting retries need not wait any longer.
        else existing.wake();
        return false;
      }
      if (this.#deliveries.size >= this.#options.subscriptionsMax) {
        const message = `Expected at most ${this.#options.subscriptionsMax} subscriptions.`;
        throw problems.error('subscription.too_many', message);
      }
      this.#checkPosition(after);
      const record = { ...settings, name, cursor: after, paused: false, ended: false, prompt: false };
      await this.#options.store.save(record);
      const delivery = this.#add(record);
      if (!this.#isStopped) delivery.start();
      return true;
    });
  }

  async view(name: string): Promise<SubscriptionView> {
    const { record, health } = this.#get(name);
    const { cursor, paused: _paused, ended: _ended, prompt: _prompt, ...settings } = record;
    const lag = await this.#lags.lagAfter(cursor, Date.now());
    const parked = this.#options.store.parkedCount(name);
    return { kind: 'subscription', ...settings, position: cursor, lag, ...health, parked };
  }

  /** All of them, by name. */
  async list(): Promise<SubscriptionView[]> {
    const views: SubscriptionView[] = [];
    for (const name of [...this.#deliveries.keys()].sort()) {
      // It may have been removed meanwhile.
      if (this.#deliveries.has(name)) views.push(await this.view(name));
    }
    return views;
  }

  /** How many events each is behind, and how many are parked. */
  counts(): { name: string; behind: number; parked: number }[] {
    const { log, store } = this.#options;
    return [...this.#deliveries].map(([name, { record }]) => ({
      name,
      behind: Math.max(0, log.head - record.cursor),
      parked: store.parkedCount(name),
    }));
  }

  /** Removes a subscription and its parked events. */
  remove(name: string): Promise<void> {
    return this.#exclusively(async () => {
      await this.#get(name).stop();
      this.#deliveries.delete(name);
      await this.#options.store.remove(name);
    });
  }

  /** Delivers everything after `after` again. @throws DomainError `subscription.after_beyond_head` */
  replay(name: string, after: number): Promise<void> {
    return this.#exclusively(() => {
      const delivery = this.#get(name);
      this.#checkPosition(after);
      return delivery.change({ cursor: after });
    });
  }

  /** Tries immediately what waits for its next attempt. */
  retry(name: string): void {
    this.#get(name).wake();
  }

  setPaused(name: string, paused: boolean): Promise<void> {
    return this.#exclusively(async () => {
      const delivery = this.#get(name);
      if (delivery.record.paused !== paused) await delivery.change({ paused });
    });
  }

  parked(name: string, range: { after: number; limit: number }): ParkedEvent[] {
    this.#get(name);
    return this.#options.store.parked(name, range);
  }

  /** Asks for parked events to be delivered again, once; resolves with how many. @throws `parked.not_found` */
  async redeliver(name: string, position: number | 'all'): Promise<number> {
    const delivery = this.#get(name);
    const count = await this.#options.store.queueParked(name, position);
    requireOne(count, position);
    delivery.wake();
    return count;
  }

  /** Discards parked events; resolves with how many. @throws `parked.not_found` */
  async discard(name: string, position: number | 'all'): Promise<number> {
    const delivery = this.#get(name);
    const count = await this.#options.store.removeParked(name, position);
    requireOne(count, position);
    // An event may have been waiting for room to be parked.
    delivery.wake();
    return count;
  }

  #add(record: SubscriptionRecord): Delivery {
    const delivery = new Delivery({ ...this.#options, record });
    this.#deliveries.set(record.name, delivery);
    return delivery;
  }

  #get(name: string): Delivery {
    const delivery = this.#deliveries.get(name);
    if (delivery === undefined) {
      throw problems.error('subscription.not_found', `No subscription ${name}; PUT it to make it.`);
    }
    return delivery;
  }

  #checkPosition(after: number): void {
    const { head } = this.#options.log;
    if (after > head) {
      const message = `Expected after to be at most the head, ${head}, got ${after}.`;
      throw problems.error('subscription.after_beyond_head', message);
    }
  }

  #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#changes.then(work);
    this.#changes = result.catch(() => {});
    return result;
  }
}

function requireOne(count: number, position: number | 'all'): void {
  if (count === 0 && position !== 'all') {
    throw problems.error('parked.not_found', `No event is parked at position ${position}.`);
  }
}
