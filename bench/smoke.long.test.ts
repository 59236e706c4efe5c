import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTESTANTS } from './contestants';
import { ALL_PEERS } from './peers/all-peers';
import { type Measurement, planOf } from './plan';
import { runMeasurement } from './run-measurement';

const COUNTS = { replay: 300, courseReplay: 100, stored: 100, followers: 3 };
const settings = { seed: 'smoke', rounds: 1, warmUps: 0, roundMs: 30 };

function contestantsOf({ comparisons }: Measurement) {
  const names = new Set(comparisons.flatMap(({ ours, theirs }) => [ours, theirs]));
  return [...names].filter((name) => ALL_PEERS[CONTESTANTS[name].peer].missing === undefined);
}

// The first is the second with fewer in flight and fewer systems.
const [, publishing, ...others] = planOf(COUNTS) as [Measurement, Measurement, ...Measurement[]];

it.each([publishing, ...others])(
  'verifies every event of every system that is here: $name',
  async (measurement) => {
    const names = contestantsOf(measurement);

    const results = await runMeasurement(measurement, { names, size: 'blog', settings });

    for (const name of names) expect(results[name]?.verified).toBeGreaterThan(0);
  },
);

describe('a system that loses an event', () => {
  const loadProgram = join(__dirname, 'test/forgetful-load.ts');

  it('makes the run fail, which names the event and leaves nothing behind', async () => {
    const forgetful = { ...settings, loadProgram };

    const run = runMeasurement(publishing, { names: ['bus'], size: 'blog', settings: forgetful });

    await expect(run).rejects.toThrow(/^ours, HTTP: Of \d+ events: 1 lost \([\w-]{36}\)\.$/);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`bench-bus-${process.pid}-`))).toEqual([]);
  });
});
