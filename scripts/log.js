'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { build } = require('./build');
const { ensureInstalled } = require('./ensure-installed');

ensureInstalled();
build();

const bus = path.join(__dirname, '..', 'event-bus');
const { status } = spawnSync(process.execPath, [path.join(bus, 'dist', 'log.js'), ...process.argv.slice(2)], {
  env: { DATA_DIR: path.join(bus, '.data'), ...process.env },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
