'use strict';

const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

function listTests(...options) {
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  const output = execFileSync(process.execPath, [jest, '--listTests', ...options], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return output.trim().split('\n').toSorted();
}

describe('what npm test runs', () => {
  test('is every test but those whose name says that it is long', () => {
    const all = listTests();
    const fast = listTests('--config', 'scripts/jest-fast-config.js');
    expect(fast.length).toBeGreaterThan(100);
    expect(fast).toEqual(all.filter((file) => !/\.(fault|long)\.test\.ts$/.test(file)));
  });

  test('is less than what CI and npm run check run', () => {
    expect(readFileSync(path.join(ROOT, '.ci/run'), 'utf8')).toMatch(/^npm run test:all$/m);
    expect(readFileSync(path.join(ROOT, 'scripts/run-checks.js'), 'utf8')).toContain("'test-all.js'");
  });
});
