'use strict';

require('./check-node-version').checkNodeVersion();

const path = require('node:path');
const { build, compile } = require('./build');
const { ensureInstalled } = require('./ensure-installed');
const { hostIgnoredSentence, partEnvironment, readHost } = require('./part-environment');
const { parts } = require('./parts');

// npm runs a workspace's script in its folder.
const name = path.basename(process.cwd());
const part = parts.find((one) => one.name === name);

ensureInstalled();
if (name === 'client') {
  build();
} else {
  compile();
}
process.setSourceMapsEnabled(true);
if (part !== undefined) {
  // Addresses as in the whole system, unless the user has set others.
  const { host, ignored } = readHost();
  const { PORT } = process.env;
  const STARTED_BY = process.env.STARTED_BY || 'npm';
  Object.assign(process.env, partEnvironment(part, { parts, host }), { STARTED_BY }, PORT && { PORT });
  if (ignored !== undefined) {
    console.log(hostIgnoredSentence(ignored));
  }
}
require(path.join(process.cwd(), 'dist/main.js'));
