import { StateBucket } from '@blog/event-log/jetstream';
import { createLogger, newId } from '@blog/service-kit';
import { missingTools } from '../../../e2e/harness/missing-tools';
import { NatsCluster } from '../../../event-log/test/jetstream/nats-cluster';
import { StateTables } from '../../src/replicas/state-tables';

const logger = createLogger({ name: 'state', level: 'silent' });
const onEnd = () => {};

(missingTools.has('nats-server') ? describe.skip : describe)('StateTables', () => {
  let nats: NatsCluster;
  let bucket: StateBucket;
  beforeAll(async () => {
    nats = await NatsCluster.start(1);
  });
  afterAll(() => nats.stop());
  beforeEach(async () => {
    bucket = await StateBucket.open({
      url: nats.url,
      stream: `TEST_${newId()}`,
      logId: 'a log',
      replicas: 1,
      logger,
    });
  });
  afterEach(() => bucket.close());

  const load = async (end = onEnd) =>
    (await StateTables.load(bucket, end)).follow(await bucket.lastSequence());
  const entries = (tables: StateTables, name = 'things') =>
    Array.from(tables.table<unknown, [string, number]>(name).getRange(), ({ key, value }) => [key, value]);
  /** An empty bucket has no last write to follow. */
  const begin = async () => {
    await bucket.write([{ key: 'things.=YQ.0', value: '"first"' }], 0);
    return load();
  };

  it('has what was committed once it is loaded again, in the order of its keys', async () => {
    const tables = await begin();
    const things = tables.table<number, [string, number]>('things');
    await tables.transaction(() => {
      things.put(['b', 10], 1);
      things.put(['b', 9], 2);
      things.put(['Ünï . > *', 1], 3);
      things.remove(['a', 0]);
    });
    await tables.transaction(() => void things.put(['b', 9], 4));
    expect(entries(await load())).toEqual([
      [['b', 9], 4],
      [['b', 10], 1],
      [['Ünï . > *', 1], 3],
    ]);
  });

  it('writes nothing of a transaction that throws, and all of the others that wait with it', async () => {
    const tables = await begin();
    const things = tables.table<string, [string, number]>('things');
    const good = tables.transaction(() => things.put(['x', 1], 'good'));
    const bad = tables.transaction(() => {
      things.put(['x', 1], 'bad');
      things.remove(['a', 0]);
      throw new Error('changed my mind');
    });
    const later = tables.transaction(() => things.put(['x', 2], 'later'));
    await expect(bad).rejects.toThrow('changed my mind');
    await Promise.all([good, later]);
    const expected = [
      [['a', 0], 'first'],
      [['x', 1], 'good'],
      [['x', 2], 'later'],
    ];
    expect(entries(tables)).toEqual(expected);
    expect(entries(await load())).toEqual(expected);
  });

  it('takes more in one go than an atomic batch has room for', async () => {
    const tables = await begin();
    const things = tables.table<number, [string, number]>('things');
    const writes = Array.from({ length: 2_500 }, (_, n) =>
      tables.transaction(() => void things.put(['many', n], n)),
    );
    await Promise.all(writes);
    expect(entries(await load())).toHaveLength(2_501);
  });

  it('is superseded by whoever writes after it: from then on it writes nothing, and says so', async () => {
    let ended = 0;
    await begin();
    const older = await load(() => {
      ended += 1;
    });
    const newer = await load();
    await newer.transaction(() => newer.table('things').put('new', 1));
    const late = older.transaction(() => older.table('things').put('late', 1));
    await expect(late).rejects.toMatchObject({ code: 'state.superseded' });
    await expect(older.transaction(() => {})).rejects.toMatchObject({ code: 'state.superseded' });
    expect(ended).toBe(1);
    expect(entries(await load()).map(([key]) => key)).toEqual([['a', 0], 'new']);
  });
});
