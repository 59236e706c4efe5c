'use strict';

const os = require('node:os');
const path = require('node:path');
const all = require('../jest.config');

/**
 * What `npm test` runs: every test but `*.fault.test.ts`, which cause a fault again and again, and `*.long.test.ts`, which
 * take long for another reason. Together they take longer than all others. It tries a property a quarter as
 * often as a run of all tests does.
 */
module.exports = {
  ...all,
  // Its tests wait for processes as long as they work: one more worker than there are cores keeps these busy.
  // (In per cent, jest takes more than 100 for a number of workers.)
  maxWorkers: Math.ceil(1.5 * os.availableParallelism()),
  testSequencer: require.resolve('./jest-sequencer'),
  globals: { propertyRunsShare: 0.25 },
  rootDir: path.join(__dirname, '..'),
  testPathIgnorePatterns: [...all.testPathIgnorePatterns, '\\.(fault|long)\\.test\\.[jt]sx?$'],
};
