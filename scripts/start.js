'use strict';

require('./check-node-version').checkNodeVersion();
require('./ensure-installed').ensureInstalled();
require('./build').build();
require('./run-parts').runParts({
  command: 'npm start',
  nodeArguments: ['--enable-source-maps', 'dist/main.js'],
});
