'use strict';

require('./check-node-version').checkNodeVersion();

const { build } = require('./build');
const { ensureInstalled } = require('./ensure-installed');
const { runTests } = require('./run-tests');

ensureInstalled();
build();

const asked = process.argv.slice(2);
const withAll = ['npm run test:all', ...(asked.length > 0 ? ['--', ...asked] : [])].join(' ');
runTests(['--config', 'scripts/jest-fast-config.js', ...asked], {
  closing: `Left out: the tests that take long, *.fault.test.ts and *.long.test.ts. With them: ${withAll}`,
});
