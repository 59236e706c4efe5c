'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { build } = require('./build');
const { ensureInstalled } = require('./ensure-installed');
const { runParts } = require('./run-parts');

ensureInstalled();
build();
runParts({ command: 'npm start', nodeArguments: ['--enable-source-maps', 'dist/main.js'] });
