'use strict';

const path = require('node:path');

const kitFolder = path.dirname(require.resolve('@blog/service-kit'));
const logFolder = path.dirname(require.resolve('@blog/event-log'));
const busFolder = path.join(__dirname, '../../../event-bus/dist');

/** The service that this process runs: the name of its folder. */
const service = path.basename(path.resolve(process.argv[1] ?? '', '../..'));

/** Built modules that a preload patches before the service runs, by their file's name. */
module.exports = {
  service,
  kit: (name) => require(path.join(kitFolder, name)),
  log: (name) => require(path.join(logFolder, name)),
  bus: (name) => require(path.join(busFolder, name)),
};
