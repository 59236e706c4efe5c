'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { build } = require('./build');
const { ensureInstalled } = require('./ensure-installed');
const { runTests } = require('./run-tests');

ensureInstalled();
build();
runTests(process.argv.slice(2));
