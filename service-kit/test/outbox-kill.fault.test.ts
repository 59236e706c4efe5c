import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BusUnderTest } from '../../event-bus/test/bus-under-test';
import { Program } from './programs/run-program';

interface Counted {
  readonly id: string;
  readonly data: { readonly n: number };
}

describe('an outbox whose process is killed', () => {
  let bus: BusUnderTest;
  let folder: string;
  beforeEach(async () => {
    bus = await new BusUnderTest().open();
    folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  });
  afterEach(async () => {
    await bus.close();
    rmSync(folder, { recursive: true });
  });

  const run = async (dieAt: string) => {
    const { lines, ...end } = await new Program('outbox-program', {
      DATA_DIR: folder,
      BUS_URL: bus.url,
      DIE_AT: dieAt,
    }).ended;
    return { ...end, accepted: lines.map((line) => JSON.parse(line) as { n: number; id: string }) };
  };

  it.each([
    ['in accept:1', 'state and event are written but not committed'],
    ['in accept:9', 'state and event are written but not committed, among others under way'],
    ['after accept:1', 'both are committed and nothing is published'],
    ['after accept:8', 'both are committed while others are under way'],
    ['before publish:1', 'the request is about to be sent'],
    ['before publish:3', 'a later request is about to be sent'],
    ['after publish:1', 'the bus has it and the entry is still there'],
    ['after publish:3', 'the bus has a later one and its entry is still there'],
    ['in own:1', 'the entry is removed but that is not committed'],
    ['in own:2', 'a later entry is removed but that is not committed'],
    ['after own:1', 'the entry is gone'],
  ])('has every accepted event in the log exactly once and in order, killed %s (%s)', async (dieAt) => {
    const killed = await run(dieAt);
    expect(killed.signal).toBe('SIGKILL');
    const second = await run('');
    expect(second).toMatchObject({ code: 0, accepted: { length: 20 } });

    const log = (await fetch(`${bus.url}/events`).then((answer) => answer.json())) as Counted[];
    expect(log.map(({ data }) => data.n)).toEqual(log.map((_event, index) => index + 1));
    const last = second.accepted.at(-1) as { n: number };
    expect(log).toHaveLength(last.n);
    for (const { n, id } of [...killed.accepted, ...second.accepted]) expect(log[n - 1]?.id).toBe(id);
  });
});
