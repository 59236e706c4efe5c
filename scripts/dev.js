'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const path = require('node:path');
const { ensureInstalled } = require('./ensure-installed');
const { parts } = require('./parts');
const { runParts } = require('./run-parts');

const VITE = path.join(__dirname, '..', 'node_modules', 'vite', 'bin', 'vite.js');

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
  // Vite renews the open page by itself.
  parts: parts.map((part) => (part.name === 'client' ? { ...part, nodeArguments: [VITE] } : part)),
  // A mistake in the code is what dev is for: nodemon waits for its correction, and so do we.
});
