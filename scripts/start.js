'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { build } = require('./build');
const { checkSettings } = require('./check-settings');
const { ensureInstalled } = require('./ensure-installed');
const { runParts } = require('./run-parts');

ensureInstalled();
build();
checkSettings();
runParts({ command: 'npm start', nodeArguments: ['--enable-source-maps', 'dist/main.js'] });
