'use strict';

const os = require('node:os');
const path = require('node:path');
const all = require('../jest.config');

/**
 * What `npm test` runs: every test except `*.fault.test.ts`, which cause faults repeatedly, and `*.long.test.ts`, which take long
 * for another reason; together those take longer than all others. Properties run a quarter as often as in `npm run test:all`.
 */
module.exports = {
  ...all,
  // The tests wait for processes half of the time: more workers than cores keep the cores busy.
  // (jest takes a percentage above 100 for a number of workers.)
  maxWorkers: Math.ceil(1.5 * os.availableParallelism()),
  testSequencer: require.resolve('./jest-sequencer'),
  globals: { propertyRunsShare: 0.25 },
  rootDir: path.join(__dirname, '..'),
  testPathIgnorePatterns: [...all.testPathIgnorePatterns, '\\.(fault|long)\\.test\\.[jt]sx?$'],
};
