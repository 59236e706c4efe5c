'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { buildImages } = require('./build-images');
const { reportingErrors } = require('./run-tool');

reportingErrors(() => buildImages(process.argv.slice(2)));
