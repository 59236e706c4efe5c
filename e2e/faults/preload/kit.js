'use strict';

const path = require('node:path');

const kitFolder = path.dirname(require.resolve('@blog/service-kit'));
const logFolder = path.dirname(require.resolve('@blog/event-log'));
const busFolder = path.join(__dirname, '../../../event-bus/dist');

/** The service of this process: the name of its folder. */
const service = path.basename(path.resolve(process.argv[1] ?? '', '../..'));

/** Built modules, by file name, that a preload patches before the service runs. */
module.exports = {
  service,
  kit: (name) => require(path.join(kitFolder, name)),
  log: (name) => require(path.join(logFolder, name)),
  bus: (name) => require(path.join(busFolder, name)),
};
