import { GrowingLog } from './growing-log';
import { readScaleOptions } from './scale-options';
import { scaleTable } from './scale-table';

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
