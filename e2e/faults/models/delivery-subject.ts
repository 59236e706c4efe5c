import type { EventLog } from '@blog/event-log';
import { ByteBudget, createLogger } from '@blog/service-kit';
import { DeliveryTurns } from '../../../event-bus/src/domain/delivery-turns';
import type { ParkedEvent, SubscriptionSettings } from '../../../event-bus/src/domain/subscription';
import { Subscriptions } from '../../../event-bus/src/domain/subscriptions';
import { StoredSubscriptions } from '../../../event-bus/src/storage/stored-subscriptions';
import { parseCloudEvent } from '../../../event-bus/src/wire/cloud-event';
import type { ModelEngine } from './model-engine';
import { eventId, ScriptedSubscribers, urlOf } from './scripted-subscriber';
import type { ReferenceSettings } from './subscription-reference';

/** Low enough to be reached. */
export const SUBSCRIPTIONS_MAX = 2;
export const PARKED_MAX = 2;

const logger = createLogger({ name: 'model', level: 'silent' });

/** A subscription and its subscriber's trace, at the same moment. */
export interface Snapshot {
  readonly name: string;
  readonly types: readonly string[] | null;
  readonly cursor: number;
  readonly state: string;
  readonly parked: readonly ParkedEvent[];
  readonly parkedCount: number;
  readonly hanging: readonly number[] | undefined;
  readonly isUnderWay: boolean;
  readonly seenCount: number;
}

/** The real log and the real subscriptions; only the subscribers are in memory. */
export class DeliverySubject {
  readonly subscribers = new ScriptedSubscribers();
  readonly #engine: ModelEngine;
  #log!: EventLog;
  subscriptions!: Subscriptions;

  private constructor(engine: ModelEngine) {
    this.#engine = engine;
  }

  static async open(engine: ModelEngine): Promise<DeliverySubject> {
    const subject = new DeliverySubject(engine);
    await subject.#start();
    return subject;
  }

  async reopen(): Promise<void> {
    await this.subscriptions.stop();
    await this.#engine.close();
    await this.#start();
  }

  async close(): Promise<void> {
    await this.subscriptions.stop();
    await this.#engine.remove();
  }

  get head(): number {
    return this.#log.head;
  }

  async append(types: readonly string[]): Promise<void> {
    const { head } = this.#log;
    await this.#log.append(
      types.map((type, index) =>
        parseCloudEvent({ specversion: '1.0', id: eventId(head + index + 1), source: '/model', type }),
      ),
    );
  }

  put(name: string, settings: ReferenceSettings, after: number): Promise<boolean> {
    const rest = {
      format: 'cloudevents',
      order: 'log',
      timeoutMs: 1_000,
      handshake: false,
      backoffFirstMs: 1,
      backoffMaxMs: 1,
    } as const;
    const whole: SubscriptionSettings = { url: urlOf(name), ...rest, ...settings };
    return this.subscriptions.put(name, whole, after);
  }

  has(name: string): boolean {
    try {
      this.subscriptions.parked(name, { after: 0, limit: 1 });
      return true;
    } catch {
      return false;
    }
  }

  async snapshot(name: string): Promise<Snapshot> {
    // Everything but the count is read in this turn: the view reads its record before it awaits the lag.
    const viewing = this.subscriptions.view(name);
    const now = {
      name,
      parked: this.subscriptions.parked(name, { after: 0, limit: 1_000 }),
      hanging: this.subscribers.hanging(name),
      isUnderWay: this.subscribers.isUnderWay(name),
      seenCount: this.subscribers.seen(name).length,
    };
    const { types, position: cursor, state, parked: parkedCount } = await viewing;
    return { ...now, types, cursor, state, parkedCount };
  }

  async #start(): Promise<void> {
    const { log, tables } = await this.#engine.open({ queueBytesMax: 1e9, sealBytes: 1_000 });
    this.#log = log;
    this.subscriptions = new Subscriptions({
      log: this.#log,
      store: new StoredSubscriptions(tables),
      deliverer: this.subscribers,
      turns: new DeliveryTurns({
        deliveriesMax: 2 * SUBSCRIPTIONS_MAX,
        budget: new ByteBudget(8 * 1024 * 1024),
      }),
      logger,
      subscriptionsMax: SUBSCRIPTIONS_MAX,
      parkedMax: PARKED_MAX,
    });
    this.subscriptions.start();
  }
}
