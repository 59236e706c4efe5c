'use strict';

require('./check-node-version').checkNodeVersion();
require('./ensure-installed').ensureInstalled();
require('./build').build();
require('./run-tests').runTests(process.argv.slice(2));
