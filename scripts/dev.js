'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { ensureInstalled } = require('./ensure-installed');
const { runParts } = require('./run-parts');

ensureInstalled();
runParts({
  command: 'npm run dev',
  nodeArguments: [
    require.resolve('nodemon/bin/nodemon.js'),
    '--no-stdin',
    '--no-colours',
    '--no-update-notifier',
    'src/main.ts',
  ],
  // A mistake in the code is what dev is for: nodemon waits for its correction, and so do we.
});
