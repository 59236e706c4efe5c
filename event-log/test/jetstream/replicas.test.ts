import { missingTools } from '../../../e2e/harness/missing-tools';
import { eventually } from '../../../service-kit/test/eventually';
import type { Appended } from '../../src/event-log';
import type { JetStreamEventLog } from '../../src/jetstream';
import { NatsLink } from '../../src/jetstream/nats-link';
import { newEvent, newEvents } from '../new-event';
import { readAll } from '../read-all';
import { NatsCluster } from './nats-cluster';
import { StreamData } from './stream-data';

(missingTools.has('nats-server') ? describe.skip : describe)('replicas on one stream', () => {
  let cluster: NatsCluster;
  beforeAll(async () => {
    cluster = await NatsCluster.start(1);
  });
  afterAll(() => cluster.stop());

  let data: StreamData;
  let a: JetStreamEventLog;
  let b: JetStreamEventLog;
  beforeEach(async () => {
    data = new StreamData({ url: cluster.url, replicas: 1 });
    [a, b] = await Promise.all([data.open(1), data.open(2)]);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all([a.stop(), b.stop()]);
    data.remove();
  });

  it('are the same log, also if both start at once on an empty cluster', () => {
    expect(b.id).toBe(a.id);
    expect(b.epoch).toBe(a.epoch);
  });

  it('give one position to an event that is published to both at once, and say once that it is new', async () => {
    for (let n = 1; n <= 100; n += 1) {
      const event = newEvent();
      const answers = (await Promise.all([a.append([event]), b.append([event])])).flat();
      expect(answers.map(({ position }) => position)).toEqual([n, n]);
      expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    }
    await a.append([]);
    expect(a.head).toBe(100);
  });

  it('write at once without a gap, and everything that is acknowledged is there once', async () => {
    const write = async (log: JetStreamEventLog) => {
      const answers: Appended[] = [];
      for (let n = 0; n < 30; n += 1) answers.push(...(await log.append(newEvents(1 + (n % 7)))));
      return answers;
    };
    const acknowledged = (await Promise.all([write(a), write(b), write(a), write(b)])).flat();
    await Promise.all([a.append([]), b.append([])]);
    const stored = await readAll(a);
    expect(stored.map(({ position }) => position)).toEqual(stored.map((_, index) => index + 1));
    expect(await readAll(b)).toEqual(stored);
    const positionOf = new Map(stored.map(({ id, position }) => [id, position]));
    expect(acknowledged.map(({ id }) => positionOf.get(id))).toEqual(
      acknowledged.map(({ position }) => position),
    );
    expect(stored).toHaveLength(acknowledged.length);
  });

  it('show what any of them acknowledged after an empty batch', async () => {
    for (let n = 1; n <= 20; n += 1) {
      await a.append([newEvent()]);
      await b.append([]);
      expect(b.head).toBe(n);
    }
  });

  it('hear of what others append', async () => {
    const heard = jest.fn();
    b.onAppend(heard);
    await a.append(newEvents(3));
    await eventually(() => expect(b.head).toBe(3));
    expect(heard).toHaveBeenCalled();
    expect(await readAll(b)).toEqual(await readAll(a));
  });

  it('find what others append also when they are not told', async () => {
    // A single event is sent as a request; only the notice is published.
    jest.spyOn(NatsLink.prototype, 'publish').mockReturnValue();
    await a.append([newEvent()]);
    await eventually(() => expect(b.head).toBe(1));
    expect(await readAll(b)).toEqual(await readAll(a));
  });
});
