import type { EventLog } from '@blog/event-log';
import { MemoryEventLog } from '@blog/event-log/memory';
import { ByteBudget, createLogger } from '@blog/service-kit';
import fc from 'fast-check';
import { newEvent } from '../../../event-log/test/new-event';
import { eventually } from '../../../service-kit/test/eventually';
import { propertyRuns } from '../../../service-kit/test/property-runs';
import type { Deliverer, DeliveryOutcome } from './deliverer';
import { DeliveryTurns } from './delivery-turns';
import type { ParkedEvent, SubscriptionRecord, SubscriptionSettings } from './subscription';
import type { SubscriptionStore } from './subscription-store';
import { Subscriptions } from './subscriptions';

type Failure = 'refused' | 'rejected' | 'unavailable';

/** An event, and how its subscriber answers it until it takes it. */
interface Given {
  readonly subject: string | null;
  readonly failures: readonly Failure[];
}

const ENOUGH = { withinMs: 10_000, everyMs: 1 };
const logger = createLogger({ name: 't', level: 'silent' });

const given: fc.Arbitrary<Given> = fc.record({
  subject: fc.constantFrom('a', 'a', 'b', 'c', null),
  failures: fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom<Failure>('refused', 'rejected', 'rejected', 'rejected', 'unavailable'), {
      maxLength: 4,
    }),
  ),
});

async function logOf(events: readonly Given[]): Promise<EventLog> {
  const log = new MemoryEventLog();
  await log.append(events.map(({ subject }) => newEvent(subject === null ? {} : { subject })));
  return log;
}

/** Keeps what it is given in memory, as if that were the disk. */
class MemoryStore {
  record: SubscriptionRecord;
  readonly parkedEvents = new Map<number, ParkedEvent>();

  constructor(record: SubscriptionRecord) {
    this.record = record;
  }

  list = () => [this.record];
  firstQueued = () => undefined;
  parkedCount = () => this.parkedEvents.size;
  isParked = (_name: string, position: number) => this.parkedEvents.has(position);
  save = async (record: SubscriptionRecord) => {
    this.record = record;
  };
  park = async (record: SubscriptionRecord, event: ParkedEvent) => {
    this.record = record;
    this.parkedEvents.set(event.position, event);
  };
}

/** Answers as the events say, and finds out whether it gets one that is not its subject's turn. */
class Judge implements Deliverer {
  readonly faults: string[] = [];
  deliveries = 0;
  readonly taken = new Set<number>();
  readonly #events: readonly Given[];
  readonly #store: MemoryStore;
  readonly #left: Failure[][];

  constructor(events: readonly Given[], store: MemoryStore) {
    this.#events = events;
    this.#store = store;
    this.#left = events.map(({ failures }) => [...failures]);
  }

  /** What was taken beyond the cursor may come again, in order. */
  restart(): void {
    for (const position of this.taken) if (position > this.#store.record.cursor) this.taken.delete(position);
  }

  handshake(): Promise<never> {
    throw new Error('Expected no handshake of a subscription that does not ask for one.');
  }

  async deliver(
    _settings: SubscriptionSettings,
    events: { positions: readonly number[]; letGo(): void },
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> {
    this.deliveries += 1;
    events.letGo();
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return { kind: 'unavailable', reason: 'broken off' };
    const before = new Set<number>();
    for (const position of events.positions) {
      this.#check(position, before);
      before.add(position);
    }
    for (const position of events.positions) {
      const kind = this.#left[position - 1]?.[0];
      if (kind === undefined) continue;
      // A batch that fails says nothing about one of its events.
      if (events.positions.length === 1 || kind === 'unavailable') this.#left[position - 1]?.shift();
      return { kind, reason: kind };
    }
    for (const position of events.positions) this.taken.add(position);
    return { kind: 'acknowledged' };
  }

  #check(position: number, before: ReadonlySet<number>): void {
    const isDone = (at: number) => at <= this.#store.record.cursor || this.taken.has(at) || before.has(at);
    if (this.taken.has(position)) this.faults.push(`${position} came again`);
    const { subject } = this.#events[position - 1] as Given;
    for (let at = 1; at < position; at += 1) {
      const isEarlier = subject !== null && this.#events[at - 1]?.subject === subject;
      if (isEarlier && !isDone(at) && !this.#store.parkedEvents.has(at)) {
        this.faults.push(`${position} came before ${at}`);
      }
    }
  }
}

it('keeps the order of each subject and loses nothing, whatever fails, also over restarts', async () => {
  const events = fc.array(given, { minLength: 1, maxLength: 25 });
  const restarts = fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 3 });
  const settings = fc.record({
    batchMax: fc.integer({ min: 1, max: 5 }),
    attemptsMax: fc.integer({ min: 1, max: 3 }),
    order: fc.constantFrom('subject' as const, 'subject' as const, 'log' as const),
  });
  await fc.assert(
    fc.asyncProperty(events, restarts, settings, async (all, deliveriesUntilRestart, chosen) => {
      const rest = {
        url: 'http://x/',
        types: null,
        format: 'cloudevents',
        timeoutMs: 1_000,
        handshake: false,
      } as const;
      const state = { name: 'sub', cursor: 0, paused: false, ended: false, prompt: false };
      const store = new MemoryStore({ ...rest, ...chosen, ...state, backoffFirstMs: 1, backoffMaxMs: 2 });
      const judge = new Judge(all, store);
      const log = await logOf(all);
      const open = () => {
        const opened = new Subscriptions({
          log,
          store: store as Partial<SubscriptionStore> as SubscriptionStore,
          deliverer: judge as Pick<Judge, 'deliver' | 'handshake'> as Deliverer,
          turns: new DeliveryTurns({ deliveriesMax: 1, budget: new ByteBudget(1_000_000) }),
          logger,
          subscriptionsMax: 1,
          parkedMax: 100,
        });
        opened.start();
        return opened;
      };
      let subscriptions = open();
      const cursor = () => subscriptions.counts()[0]?.behind;
      for (const count of deliveriesUntilRestart) {
        const until = judge.deliveries + count;
        await eventually(() => expect(judge.deliveries >= until || cursor() === 0).toBe(true), ENOUGH);
        await subscriptions.stop();
        judge.restart();
        subscriptions = open();
      }
      await eventually(() => expect(cursor()).toBe(0), ENOUGH);
      await subscriptions.stop();
      expect(judge.faults).toEqual([]);
      const parked = [...store.parkedEvents.keys()];
      const done = new Set([...judge.taken, ...parked]);
      expect(done.size).toBe(all.length);
    }),
    { numRuns: propertyRuns(100), endOnFailure: true },
  );
}, 60_000);
