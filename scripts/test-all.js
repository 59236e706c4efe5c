'use strict';

require('./check-node-version').checkNodeVersion();

const { build } = require('./build');
const { ensureInstalled } = require('./ensure-installed');
const { runTests } = require('./run-tests');

ensureInstalled();
build();
runTests(['--testSequencer', require.resolve('./jest-sequencer'), ...process.argv.slice(2)]);
