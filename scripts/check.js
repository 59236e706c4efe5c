'use strict';

require('./check-node-version').checkNodeVersion();
require('./ensure-installed').ensureInstalled();
require('./run-checks').runChecks({ withTests: !process.argv.includes('--no-tests') });
