'use strict';

require('./check-node-version').checkNodeVersion();

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { compile } = require('./build');
const { ensureInstalled } = require('./ensure-installed');

ensureInstalled();
compile();

const bus = path.join(__dirname, '..', 'event-bus');
const { status } = spawnSync(
  process.execPath,
  [path.join(bus, 'dist', 'log-command.js'), ...process.argv.slice(2)],
  {
    // npm runs scripts in the root; paths are relative to the user's folder.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: { ...process.env, DATA_DIR: process.env.DATA_DIR || path.join(bus, '.data') },
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
