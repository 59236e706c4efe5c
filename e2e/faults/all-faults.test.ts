import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ALL_FAULTS } from './all-faults';

const filesEnding = (ending: string) =>
  readdirSync(__dirname)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));

describe('every fault', () => {
  const names = ALL_FAULTS.map(({ name }) => name).sort();

  it('is in the list, in a file of its name', () => {
    expect(names).toEqual(filesEnding('.fault.ts').sort());
  });

  it('has a test, which only `npm run test:all` runs; the others are what shows that they can fail', () => {
    expect(filesEnding('.fault.test.ts').sort()).toEqual([...names, 'sabotage'].sort());
  });

  it('is in the table of docs/reliability.md', () => {
    const page = readFileSync(resolve(__dirname, '../../docs/reliability.md'), 'utf8');
    for (const name of names) expect(page).toContain(`| [\`${name}\`](../e2e/faults/${name}.fault.ts)`);
  });
});
