'use strict';

const path = require('node:path');

const folder = path.dirname(require.resolve('@blog/service-kit'));

/** A module of the built service-kit, by its file's name: what a preload patches before the service runs. */
module.exports = { kit: (name) => require(path.join(folder, name)) };
