import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BusUnderTest } from '../../event-bus/test/bus-under-test';
import { Program } from './programs/run-program';

describe('a follower whose process is killed', () => {
  let bus: BusUnderTest;
  let folder: string;
  beforeEach(async () => {
    bus = await new BusUnderTest().open();
    folder = mkdtempSync(join(tmpdir(), 'follower-'));
  });
  afterEach(async () => {
    await bus.close();
    rmSync(folder, { recursive: true });
  });

  const start = (dieAt: string, types = '') =>
    new Program('follower-program', { DATA_DIR: folder, BUS_URL: bus.url, DIE_AT: dieAt, TYPES: types });

  it.each([
    ['apply:1', 'in the first event'],
    ['apply:7', 'in the middle of a block'],
    ['apply:15', 'in a live event'],
    ['in own:1', 'with a block applied but not committed'],
    ['in own:3', 'with a live block applied but not committed'],
    ['after own:1', 'with a block just committed'],
    ['after own:3', 'with a live block just committed'],
  ])(
    'has applied every event exactly once and in order after a restart, killed at %s (%s)',
    async (dieAt) => {
      await bus.publish(10);
      const killed = start(dieAt);
      let isAlive = true;
      void killed.ended.then(() => {
        isAlive = false;
      });
      await killed.hears('started');
      while (isAlive) await bus.publish(1);
      expect(await killed.ended).toMatchObject({ signal: 'SIGKILL' });

      const { code, lines } = await start('').ended;
      expect(code).toBe(0);
      const applied = JSON.parse(lines.at(-1) as string) as number[];
      expect(applied).toEqual(Array.from({ length: bus.log.head }, (_, index) => index + 1));
    },
  );

  it.each(['apply:1', 'apply:7', 'apply:12', 'in own:2', 'after own:1', 'after own:3'])(
    'has applied every event of the types that it follows exactly once and in order, killed at %s',
    async (dieAt) => {
      await bus.publish(6, 'Wanted');
      await bus.publish(6, 'Other');
      const killed = start(dieAt, 'Wanted');
      let isAlive = true;
      void killed.ended.then(() => {
        isAlive = false;
      });
      await killed.hears('started');
      for (let n = 0; isAlive; n += 1) await bus.publish(1, n % 3 === 0 ? 'Wanted' : 'Other');
      expect(await killed.ended).toMatchObject({ signal: 'SIGKILL' });

      const { code, lines } = await start('', 'Wanted').ended;
      expect(code).toBe(0);
      const wanted = (await (await fetch(`${bus.url}/events?type=Wanted`)).json()) as { position: number }[];
      expect(JSON.parse(lines.at(-1) as string)).toEqual(wanted.map(({ position }) => position));
    },
  );
});
