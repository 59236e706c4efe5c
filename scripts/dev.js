'use strict';

require('./check-node-version').checkNodeVersion();

const path = require('node:path');
const { compileLab } = require('./build');
const { ensureInstalled } = require('./ensure-installed');
const { parts } = require('./parts');
const { runParts } = require('./run-parts');

const VITE = path.join(__dirname, '..', 'node_modules', 'vite', 'bin', 'vite.js');

ensureInstalled();
// The system runs from its sources without the lab: in development the code may have errors.
const hasLab = compileLab();
if (!hasLab) {
  console.log('The lab cannot be compiled: this time there is none.');
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
  // Vite updates the open page by itself.
  parts: parts.map((part) => (part.name === 'client' ? { ...part, nodeArguments: [VITE] } : part)),
  ...(hasLab && { lab: { startedBy: 'npm run dev' } }),
});
