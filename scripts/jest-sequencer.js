'use strict';

const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const ROOT = path.join(__dirname, '..');
const takesProcesses = ({ path: file }) => /^(?:e2e|bench)\b/.test(path.relative(ROOT, file));

/**
 * Until Jest knows how long each file takes, it starts with the largest. Tests that start a whole system take long however small
 * their file is: until then they run first, so that none of them runs last with the other workers idle.
 */
class JestSequencer extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) {
      return sorted;
    }
    return [...sorted.filter(takesProcesses), ...sorted.filter((test) => !takesProcesses(test))];
  }
}

module.exports = JestSequencer;
