/** @jest-environment jsdom */
import { FakeApi } from '../../test/fake-api';
import { type RedeliveryProgress, redeliverAll } from './redelivery';
import { progressWords } from './use-redeliver-all';

interface Parked {
  position: number;
  queued: boolean;
  reason: string;
}

/** A bus whose subscription tries one queued event each time the parked ones are read. */
class FakeBus {
  readonly api = new FakeApi();
  parked: Parked[];
  /** The subscriber's answer for an event; `undefined`: it never answers. */
  accepts: (position: number) => boolean | undefined = () => true;

  constructor(positions: readonly number[]) {
    this.parked = positions.map((position) => ({ position, queued: false, reason: 'Answered 500.' }));
    this.api.on('POST', /\/parked\/\d+\/redeliver$/, ({ path }) => {
      const position = Number(/parked\/(\d+)/.exec(path)?.[1]);
      for (const event of this.parked) if (event.position === position) event.queued = true;
      return { status: 202, body: { queued: 1 } };
    });
    this.api.on('POST', /\/parked\/redeliver$/, () => {
      for (const event of this.parked) event.queued = true;
      return { status: 202, body: { queued: this.parked.length } };
    });
    this.api.on('GET', /\/parked\?/, ({ path }) => {
      const query = new URL(path, 'http://bus').searchParams;
      this.#tryOne();
      const after = this.parked.filter(({ position }) => position > Number(query.get('after')));
      return { body: after.slice(0, Number(query.get('limit'))) };
    });
    this.api.on('GET', /\/subscriptions\/webhook$/, () => ({ body: { parked: this.parked.length } }));
  }

  #tryOne(): void {
    const event = this.parked.find(({ queued }) => queued);
    if (event === undefined) return;
    const isAccepted = this.accepts(event.position);
    if (isAccepted === true) this.parked = this.parked.filter((each) => each !== event);
    if (isAccepted === false) event.queued = false;
  }

  get asked(): string[] {
    return this.api.calls.filter(({ method }) => method === 'POST').map(({ path }) => path);
  }
}

async function run(bus: FakeBus, nowMs?: () => number): Promise<RedeliveryProgress[]> {
  const seen: RedeliveryProgress[] = [];
  await redeliverAll({
    name: 'webhook',
    count: bus.parked.length,
    onProgress: (progress) => seen.push(progress),
    signal: new AbortController().signal,
    ...(nowMs && { nowMs }),
  });
  return seen;
}

beforeEach(() => {
  jest.useFakeTimers({ advanceTimers: 100 });
});
afterEach(() => {
  jest.useRealTimers();
});

const ONE = '/event-bus/subscriptions/webhook/parked/3/redeliver';
const ALL = '/event-bus/subscriptions/webhook/parked/redeliver';

it('tries the first one alone, then the rest, and reports how many are left', async () => {
  const bus = new FakeBus([3, 5, 8]);
  const seen = await run(bus);
  expect(bus.asked).toEqual([ONE, ALL]);
  expect(seen[0]).toEqual({ phase: 'first', position: 3 });
  expect(seen).toContainEqual({ phase: 'rest', redelivered: 2, failed: 0, total: 3 });
  expect(seen.at(-1)).toEqual({ phase: 'done', redelivered: 3, failed: 0, total: 3 });
  expect(bus.parked).toEqual([]);
});

it('leaves the rest alone if the first fails again', async () => {
  const bus = new FakeBus([3, 5, 8]);
  bus.accepts = () => false;
  const seen = await run(bus);
  expect(bus.asked).toEqual([ONE]);
  expect(seen.at(-1)).toEqual({ phase: 'refused', position: 3, reason: 'Answered 500.' });
});

it('counts those of the rest that fail again', async () => {
  const bus = new FakeBus([3, 5, 8, 9]);
  bus.accepts = (position) => position !== 5;
  expect((await run(bus)).at(-1)).toEqual({ phase: 'done', redelivered: 3, failed: 1, total: 4 });
  expect(bus.parked.map(({ position }) => position)).toEqual([5]);
});

it('does not wait forever for an answer to the first', async () => {
  const bus = new FakeBus([3, 5]);
  bus.accepts = () => undefined;
  let nowMs = 0;
  const seen = await run(bus, () => {
    nowMs += 40_000;
    return nowMs;
  });
  expect(bus.asked).toEqual([ONE]);
  expect(seen.at(-1)).toEqual({ phase: 'unanswered', position: 3 });
});

it('asks for nothing more where there is only one, or none any more', async () => {
  const one = new FakeBus([3]);
  expect((await run(one)).at(-1)).toEqual({ phase: 'done', redelivered: 1, failed: 0, total: 1 });
  expect(one.asked).toEqual([ONE]);
  const none = new FakeBus([]);
  expect((await run(none)).at(-1)).toMatchObject({ phase: 'done', total: 0 });
  expect(none.asked).toEqual([]);
});

it('says each step in a sentence', () => {
  expect(
    [
      { phase: 'first', position: 3 } as const,
      { phase: 'refused', position: 3, reason: 'Answered 500.' } as const,
      { phase: 'rest', redelivered: 12, failed: 2, total: 1_300 } as const,
      { phase: 'done', redelivered: 3, failed: 0, total: 3 } as const,
    ].map(progressWords),
  ).toEqual([
    'Trying position 3 first, on its own …',
    'Position 3 failed again, so the others were not tried: Answered 500.',
    '12 of 1,300 redelivered, 2 failed again.',
    '3 of 3 redelivered.',
  ]);
});
