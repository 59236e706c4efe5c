'use strict';

require('./check-node-version').checkNodeVersion();

const { build } = require('./build');
const { checkSettings } = require('./check-settings');
const { ensureInstalled } = require('./ensure-installed');
const { parts } = require('./parts');
const { readStartArguments, replicatedParts } = require('./replicated-parts');
const { runParts } = require('./run-parts');

const { log, only } = readStartArguments(process.argv.slice(2));
const all = log === undefined ? parts : replicatedParts(parts, log);

ensureInstalled();
build();
checkSettings();
runParts({
  // It is shown: without credentials.
  command: log === undefined ? 'npm start' : `npm start -- --log ${log.replace(/\/\/[^,]*@/g, '//…@')}`,
  nodeArguments: ['--enable-source-maps', 'dist/main.js'],
  parts: all,
  lab: { startedBy: 'npm start' },
  ...(only !== undefined && { only }),
});
