import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { missingTools } from '../../e2e/harness/missing-tools';
import type { ContestantName } from '../contestants';
import { ALL_PEERS } from '../peers/all-peers';
import { GrowingLog } from './growing-log';
import { measureReplicaScale, measureScale, type ScalePoint } from './measure-scale';
import { readScaleOptions } from './scale-options';
import { scaleTable } from './scale-table';

const LENGTH = 40;
const JETSTREAM = 'jetstream-always-s2';
const names: ContestantName[] =
  ALL_PEERS['jetstream-always'].missing === undefined ? ['bus', JETSTREAM] : ['bus'];

(missingTools.has('linux') ? it.skip : it).each(names)(
  'measures a log at a length, and leaves nothing behind: %s',
  async (name) => {
    const curve: ScalePoint[] = [];

    await measureScale({
      names: [name],
      points: [LENGTH],
      subscribers: 3,
      // The others differ only in what `smoke.long.test.ts` runs as well; each would start two load processes.
      publishing: { batches: { kind: 'publish-batches', batch: 10 } },
      seed: 'smoke',
      rounds: 1,
      roundMs: 30,
      signal: new AbortController().signal,
      onStep: () => {},
      onPoint: (point) => curve.push(point),
    });

    const [{ events, figures } = { events: 0, figures: {} }] = curve;
    expect(events).toBe(LENGTH);
    for (const value of Object.values(figures[name] ?? { none: 0 })) expect(value).toBeGreaterThan(0);
    expect(readdirSync(tmpdir()).filter((folder) => folder.includes(`-${process.pid}-`))).toEqual([]);
  },
);

(ALL_PEERS['bus-r1'].missing === undefined && missingTools.has('linux') === false ? it : it.skip)(
  'measures a bus whose log is elsewhere, with its folder and without, and leaves nothing behind',
  async () => {
    const curve: ScalePoint[] = [];

    await measureReplicaScale({
      names: ['bus-r1'],
      points: [1, LENGTH],
      seed: 'smoke',
      signal: new AbortController().signal,
      onStep: () => {},
      onPoint: (point) => curve.push(point),
    });

    expect(curve.map(({ events }) => events)).toEqual([1, LENGTH]);
    for (const { figures } of curve) {
      for (const value of Object.values(figures['bus-r1'] ?? { none: 0 })) expect(value).toBeGreaterThan(0);
    }
    expect(readdirSync(tmpdir()).filter((folder) => folder.includes(`-${process.pid}-`))).toEqual([]);
  },
);

it('shows each system at each length in one table, and what one has no counterpart of', () => {
  const figures = { bus: { 'page ms': 1.5, rate: 1000 }, 'jetstream-always-s2': { rate: 2000 } };

  const lines = scaleTable([{ events: 10_000, figures }]).split('\n');

  expect(lines).toEqual([
    '| events | ours, HTTP: 10,000 | JetStream always with s2: 10,000 |',
    '| --- | --- | --- |',
    '| page ms | 1.50 | – |',
    '| rate | 1,000 | 2,000 |',
  ]);
});

describe('a log that grows', () => {
  let log: GrowingLog;

  beforeEach(async () => {
    log = await GrowingLog.start('bus', { seed: 'smoke', eventsMax: 10 });
  });

  afterEach(() => log.remove());

  it('fails if the system has lost an event', async () => {
    const { system } = log;
    const publishBatch = system.publishBatch?.bind(system);
    system.publishBatch = async (samples) => publishBatch?.(samples.slice(1));

    await expect(log.growTo(10)).rejects.toThrow('Expected 10 events, ours, HTTP has 9.');
  });

  it('knows which event is at which position', async () => {
    await log.growTo(1);
    await log.growTo(10);
    const { id } = log.first;

    expect(() => log.check(1, id)).not.toThrow();
    expect(() => log.check(2, id)).toThrow(`${id} is at position 2`);
    expect(() => log.check(11, id)).toThrow(`${id} is at position 11`);
  });
});

it('refuses options that make no curve', () => {
  expect(readScaleOptions(['--events', '20000', '--against', 'none'])).toMatchObject({
    names: ['bus'],
    points: [1, 10_000, 20_000],
  });
  expect(readScaleOptions(['--log', 'jetstream'])).toMatchObject({ names: ['bus-r1'], log: 'jetstream' });
  for (const [option, value] of [
    ['--events', '0'],
    ['--log', 'memory'],
    ['--against', 'redis'],
    ['--seconds', '0'],
    ['--rounds', '1.5'],
  ] as const) {
    expect(() => readScaleOptions([option, value])).toThrow('Usage: npm run bench:scale');
  }
});
