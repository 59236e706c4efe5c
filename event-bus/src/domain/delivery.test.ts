import type { EventLog } from '@blog/event-log';
import { MemoryEventLog } from '@blog/event-log/memory';
import { ByteBudget, createLogger } from '@blog/service-kit';
import { newEvents } from '../../../event-log/test/new-event';
import { eventually } from '../../../service-kit/test/eventually';
import type { Deliverer } from './deliverer';
import { Delivery } from './delivery';
import { DeliveryTurns } from './delivery-turns';
import type { SubscriptionRecord, SubscriptionSettings } from './subscription';
import type { SubscriptionStore } from './subscription-store';
import { Subscriptions } from './subscriptions';

const settings: SubscriptionSettings = {
  url: 'http://localhost/',
  types: null,
  format: 'cloudevents',
  batchMax: 1,
  order: 'log',
  timeoutMs: 1_000,
  handshake: false,
  attemptsMax: 1,
  backoffFirstMs: 10,
  backoffMaxMs: 10,
};
const record: SubscriptionRecord = {
  ...settings,
  name: 'sub',
  cursor: 0,
  paused: false,
  ended: false,
  prompt: false,
};

const turns = new DeliveryTurns({ deliveriesMax: 1, budget: new ByteBudget(1024) });
const logger = createLogger({ name: 't', level: 'silent' });

async function logOf(head: number): Promise<EventLog> {
  const log = new MemoryEventLog();
  await log.append(newEvents(head));
  return log;
}

const handshake = async () => ({ kind: 'granted', perMinuteMax: null }) as const;

/** Acknowledges everything, and tells what it was. */
const acknowledging = (delivered: number[]): Deliverer => ({
  handshake,
  deliver: async (_subscription, events) => {
    delivered.push(...events.positions);
    return { kind: 'acknowledged' };
  },
});

test('goes on as it was when the disk refuses a change', async () => {
  let isFull = true;
  const delivered: number[] = [];
  const store = {
    firstQueued: () => undefined,
    save: async () => {
      if (isFull) throw new Error('disk full');
    },
  } as Partial<SubscriptionStore> as SubscriptionStore;
  const delivery = new Delivery({
    record,
    log: await logOf(1),
    store,
    deliverer: acknowledging(delivered),
    turns,
    logger,
    parkedMax: 1,
  });
  await expect(delivery.change({ batchMax: 7 })).rejects.toThrow('disk full');
  expect(delivery.record.batchMax).toBe(1);
  isFull = false;
  await eventually(() => expect(delivery.record.cursor).toBe(1));
  expect(delivered).toContain(1);
  await delivery.stop();
});

test('delivers nothing more once it is stopped, also if a change or a new subscription was being stored', async () => {
  const refusals: ((error: Error) => void)[] = [];
  const delivered: number[] = [];
  let isStuck = false;
  const store = {
    list: () => [record],
    firstQueued: () => undefined,
    parkedCount: () => 0,
    save: () =>
      isStuck ? new Promise<void>((_resolve, reject) => refusals.push(reject)) : Promise.resolve(),
  } as Partial<SubscriptionStore> as SubscriptionStore;
  const subscriptions = new Subscriptions({
    log: await logOf(1),
    store,
    deliverer: acknowledging(delivered),
    turns,
    logger,
    subscriptionsMax: 5,
    parkedMax: 1,
  });
  isStuck = true;
  const replayed = subscriptions.replay('sub', 0).catch((error: Error) => error.message);
  const made = subscriptions.put('new', settings, 0).catch((error: Error) => error.message);
  await eventually(() => expect(refusals).toHaveLength(1));
  const stopped = subscriptions.stop();
  refusals[0]?.(new Error('superseded'));
  await eventually(() => expect(refusals).toHaveLength(2));
  isStuck = false;
  refusals[1]?.(new Error('superseded'));
  await stopped;
  expect(await Promise.all([replayed, made])).toEqual(['superseded', 'superseded']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(delivered).toEqual([]);
});

test('keeps the cursor of a subscription that is changed while an acknowledgement is being stored', async () => {
  const delivered: number[] = [];
  let changing: Promise<boolean> | undefined;
  const store = {
    list: () => [record],
    firstQueued: () => undefined,
    save: async ({ cursor }) => {
      if (cursor !== 1) return;
      changing ??= subscriptions.put('sub', { ...settings, batchMax: 7 }, 0);
      await new Promise((resolve) => setImmediate(resolve));
    },
  } as Partial<SubscriptionStore> as SubscriptionStore;
  const subscriptions = new Subscriptions({
    log: await logOf(2),
    store,
    deliverer: acknowledging(delivered),
    turns,
    logger,
    subscriptionsMax: 1,
    parkedMax: 1,
  });
  subscriptions.start();
  await eventually(() => expect(delivered).toContain(2));
  expect(await changing).toBe(false);
  expect(delivered).toEqual([1, 2]);
  await subscriptions.stop();
});

test('begins no more deliveries than the subscriber has agreed to', async () => {
  const begun: number[] = [];
  const delivery = new Delivery({
    record: { ...record, handshake: true },
    log: await logOf(3),
    store: {
      firstQueued: () => undefined,
      save: async () => {},
    } as Partial<SubscriptionStore> as SubscriptionStore,
    deliverer: {
      handshake: async () => ({ kind: 'granted', perMinuteMax: 600 }),
      deliver: async () => {
        begun.push(performance.now());
        return { kind: 'acknowledged' };
      },
    },
    turns,
    logger,
    parkedMax: 1,
  });
  delivery.start();
  await eventually(() => {
    // Somebody who asks for a look at once does not make it more.
    delivery.wake();
    expect(delivery.record.cursor).toBe(3);
  });
  await delivery.stop();
  const gaps = begun.slice(1).map((at, index) => at - (begun[index] as number));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(99);
});

test('goes on when it is subscribed again while the end after a 410 is being stored', async () => {
  let answers = 0;
  let changing: Promise<boolean> | undefined;
  const store = {
    list: () => [record],
    firstQueued: () => undefined,
    save: async ({ ended }) => {
      if (ended) changing ??= subscriptions.put('sub', settings, 0);
      await new Promise((resolve) => setImmediate(resolve));
    },
  } as Partial<SubscriptionStore> as SubscriptionStore;
  const subscriptions = new Subscriptions({
    log: await logOf(1),
    store,
    deliverer: {
      handshake,
      deliver: async () => {
        answers += 1;
        return { kind: answers === 1 ? 'gone' : 'acknowledged' };
      },
    },
    turns,
    logger,
    subscriptionsMax: 1,
    parkedMax: 1,
  });
  subscriptions.start();
  await eventually(() => expect(answers).toBe(2));
  expect(await changing).toBe(false);
  await subscriptions.stop();
});
