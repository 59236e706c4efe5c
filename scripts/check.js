'use strict';

require('./check-node-version').checkNodeVersion();

const { ensureInstalled } = require('./ensure-installed');
const { runChecks } = require('./run-checks');

ensureInstalled();
runChecks({ withTests: !process.argv.includes('--no-tests') });
