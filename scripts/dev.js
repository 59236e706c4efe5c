'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const path = require('node:path');
const { compileLab } = require('./build');
const { ensureInstalled } = require('./ensure-installed');
const { parts } = require('./parts');
const { runParts } = require('./run-parts');

const VITE = path.join(__dirname, '..', 'node_modules', 'vite', 'bin', 'vite.js');

ensureInstalled();
// The system goes on from its sources without it: a mistake in the code is what dev is for.
const hasLab = compileLab();
if (!hasLab) {
  console.log('There is no lab this time: it cannot be compiled.');
}
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
  ...(hasLab && { lab: { startedBy: 'npm run dev' } }),
  // nodemon waits for the correction of a mistake, and so do we.
});
