'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { loadImages } = require('./load-images');
const { reportingErrors } = require('./run-tool');

reportingErrors(() => loadImages(process.argv.slice(2)));
