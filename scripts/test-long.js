'use strict';

require('./check-node-version').checkNodeVersion();

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { compile } = require('./build');
const { ensureInstalled } = require('./ensure-installed');
const { sayLeftOut } = require('./left-out');

const ROOT = path.join(__dirname, '..');

ensureInstalled();
compile();

const toolsEnv = sayLeftOut();
// Ctrl-C reaches the child directly; this process must outlive it to report the outcome.
process.on('SIGINT', () => {});
const node = ['-C', '@blog/source', '-r', path.join(ROOT, 'service-kit/test/programs/register-swc.js')];
const { status } = spawnSync(
  process.execPath,
  [...node, path.join(ROOT, 'e2e/faults/long-run.ts'), ...process.argv.slice(2)],
  {
    env: { ...process.env, ...toolsEnv },
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
