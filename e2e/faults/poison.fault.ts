import assert from 'node:assert/strict';
import { SubscriberUnderTest } from '../../event-bus/test/subscriber-under-test';
import { eventually } from '../../service-kit/test/eventually';
import { BusProcess } from '../harness/bus-process';
import { auditState } from './auditor';
import type { BusUnderLoad } from './bus-load';
import type { Drill, Fault } from './fault';
import { FickleSubscriber } from './fickle-subscriber';
import { TestPublisher } from './publisher';
import type { SeededRandom } from './seeded-random';
import { sumTallies, type Tally } from './tally';

const ENOUGH = { withinMs: 30_000 };
const FAST = { backoffFirstMs: 10, backoffMaxMs: 20 };
/** Not parked within a round: anything that waited for its first event would time out. */
const STUCK = { backoffFirstMs: 60_000, backoffMaxMs: 60_000, attemptsMax: 100 };

interface Parked {
  readonly position: number;
  readonly attempts: number;
  readonly queued: boolean;
}

/**
 * A subscriber that rejects some events for a while, and some until they are redelivered; beside it one stuck at its first
 * event, and a healthy one.
 */
export const poison: Fault = {
  name: 'poison',
  what: 'poison events, parking, redelivery',
  holds:
    'the order is kept, the bad events are parked and no other, none is dropped, and nobody else waits for them',
  counts: { short: 50, long: 500 },
  open: async (options = {}) =>
    new PoisonDrill(async () => {
      const bus = await BusProcess.create(options);
      await bus.start();
      return bus;
    }),
};

interface PoisonedBus extends BusUnderLoad {
  call(path: string, init?: RequestInit): Promise<Response>;
}

/** Starts a bus for the first round. */
export class PoisonDrill implements Drill {
  readonly #start: () => Promise<PoisonedBus>;
  #bus: PoisonedBus | undefined;

  constructor(start: () => Promise<PoisonedBus>) {
    this.#start = start;
  }

  async round(random: SeededRandom, round: number): Promise<Tally> {
    this.#bus ??= await this.#start();
    const bus = this.#bus;
    const after = await bus.head();
    const url = () => bus.url;
    const publisher = new TestPublisher({ source: `/poison/${round}`, url, random: random.for('events') });
    await publisher.publish(random.integer(20, 60));
    const positions = publisher.acknowledged.map(({ position }) => position);
    const attemptsMax = random.integer(2, 4);
    const answers = { positions, attemptsMax, random: random.for('answers') };
    const subscriber = await new FickleSubscriber(answers).listen();
    const stuck = await new SubscriberUnderTest().listen();
    const healthy = await new SubscriberUnderTest().listen();
    stuck.answer = () => 500;
    try {
      const batchMax = random.integer(1, 6);
      await bus.subscribe('stuck', { url: stuck.url, after, batchMax, ...STUCK });
      await bus.subscribe('fickle', { url: subscriber.url, after, batchMax, attemptsMax, ...FAST });
      await bus.subscribe('healthy', { url: healthy.url, after, batchMax, ...FAST });
      await hasAll(healthy, positions);
      assert.equal(await positionOf(bus, 'stuck'), after, 'the stuck subscription went on');
      await reached(bus, positions.at(-1) as number);
      const parked = await parkedBy(bus);
      const bad = [...subscriber.poison];
      const good = positions.filter((position) => !subscriber.poison.has(position));
      const before = [
        audit('the subscriber', subscriber.accepted, good),
        audit(
          'the parked',
          parked.map(({ position }) => position),
          bad,
        ),
      ];
      assert(
        parked.every(
          ({ position, attempts }) => attempts === (subscriber.refused.has(position) ? 1 : attemptsMax),
        ),
        'parked after too few attempts, or too many',
      );

      await redeliver(bus, 'stay');
      subscriber.heal();
      await redeliver(bus, 'go');
      return sumTallies([
        ...before,
        audit('the subscriber', subscriber.accepted, [...good, ...bad]),
        audit('the healthy one', healthy.positions, positions),
      ]);
    } finally {
      for (const name of ['stuck', 'fickle', 'healthy']) {
        await unsubscribe(bus, name);
      }
      await Promise.all([subscriber, stuck, healthy].map((server) => server.close()));
    }
  }

  async close(): Promise<void> {
    await this.#bus?.remove();
  }
}

/** Waits until a subscriber has received the last one. */
async function hasAll(subscriber: SubscriberUnderTest, positions: readonly number[]): Promise<void> {
  const last = positions.at(-1);
  await eventually(() => {
    const at = subscriber.positions.at(-1);
    if (at !== last) throw new Error(`The healthy subscriber is at ${at}, not at ${last}.`);
  }, ENOUGH);
}

/** Accepts one that is gone: the answer to a previous attempt may have been lost. */
async function unsubscribe(bus: PoisonedBus, name: string): Promise<void> {
  await bus.call(`/subscriptions/${name}`, { method: 'DELETE' }).catch((cause: Error) => {
    if (!cause.message.startsWith('404')) throw cause;
  });
}

async function positionOf(bus: PoisonedBus, name: string): Promise<number> {
  const subscription = await bus.call(`/subscriptions/${name}`);
  return ((await subscription.json()) as { position: number }).position;
}

async function parkedBy(bus: PoisonedBus): Promise<Parked[]> {
  return (await (await bus.call('/subscriptions/fickle/parked?limit=1000')).json()) as Parked[];
}

/** Waits until the subscription has passed everything up to `position`. */
async function reached(bus: PoisonedBus, position: number): Promise<void> {
  await eventually(async () => {
    const at = await positionOf(bus, 'fickle');
    if (at < position) throw new Error(`The subscription is at ${at}, not at ${position}.`);
  }, ENOUGH);
}

/** Redelivers all parked events; each comes once, and stays parked or is gone. */
async function redeliver(bus: PoisonedBus, outcome: 'stay' | 'go'): Promise<void> {
  await bus.call('/subscriptions/fickle/parked/redeliver', { method: 'POST' });
  await eventually(async () => {
    const waiting = (await parkedBy(bus)).filter(({ queued }) => queued || outcome === 'go');
    if (waiting.length > 0) throw new Error(`${waiting.length} parked events still wait.`);
  }, ENOUGH);
}

function audit(who: string, actual: readonly number[], expected: readonly number[]): Tally {
  const items = (positions: readonly number[]) => positions.map((position) => ({ id: String(position) }));
  return auditState({ service: who, actual: items(actual), expected: items(expected) });
}
