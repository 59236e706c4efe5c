'use strict';

const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { propertyRuns } = require('../service-kit/test/property-runs');
const fastConfig = require('./jest-fast-config');
const JestSequencer = require('./jest-sequencer');

const ROOT = path.join(__dirname, '..');

function ask(...options) {
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  return execFileSync(process.execPath, [jest, ...options], { cwd: ROOT, encoding: 'utf8' });
}

const listTests = (...options) =>
  ask('--listTests', ...options)
    .trim()
    .split('\n')
    .toSorted();

describe('what npm test runs', () => {
  test('is every test but those whose name says that it is long', () => {
    const all = listTests();
    const fast = listTests('--config', 'scripts/jest-fast-config.js');
    expect(fast.length).toBeGreaterThan(100);
    expect(fast).toEqual(all.filter((file) => !/\.(fault|long)\.test\.[jt]sx?$/.test(file)));
  });

  test('is run by as many workers as the cores can keep busy', () => {
    const { globalConfig } = JSON.parse(ask('--showConfig', '--config', 'scripts/jest-fast-config.js'));
    expect(globalConfig.maxWorkers).toBeLessThanOrEqual(2 * os.availableParallelism());
  });

  test('begins with what starts whole systems, which takes long however small its file is', () => {
    const sizes = { 'posts/a.test.ts': 9, 'bench/b.test.ts': 2, 'e2e/c.test.ts': 1 };
    const hasteFS = { getSize: (file) => sizes[path.relative(ROOT, file)] };
    const context = { config: { cache: false }, hasteFS };
    const tests = Object.keys(sizes).map((file) => ({ path: path.join(ROOT, file), context }));
    const sorted = new JestSequencer({ contexts: new Set(), globalConfig: {} }).sort(tests);
    expect(sorted.map((test) => path.relative(ROOT, test.path))).toEqual([
      'bench/b.test.ts',
      'e2e/c.test.ts',
      'posts/a.test.ts',
    ]);
  });

  test('tries properties less often, and less is not never', () => {
    const share = globalThis.propertyRunsShare;
    try {
      globalThis.propertyRunsShare = undefined;
      expect(propertyRuns(200)).toBe(200);
      globalThis.propertyRunsShare = fastConfig.globals.propertyRunsShare;
      expect(propertyRuns(200)).toBe(50);
      expect(propertyRuns(1)).toBe(1);
    } finally {
      globalThis.propertyRunsShare = share;
    }
  });

  test('is less than what CI and npm run check run', () => {
    expect(readFileSync(path.join(ROOT, '.ci/run'), 'utf8')).toMatch(/^npm run test:all$/m);
    expect(readFileSync(path.join(ROOT, 'scripts/run-checks.js'), 'utf8')).toContain("'test-all.js'");
  });
});
