'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { build } = require('./build');
const { ensureInstalled } = require('./ensure-installed');
const { missingTools } = require('./left-out');

const ROOT = path.join(__dirname, '..');

ensureInstalled();
build();

const missing = missingTools();
if (missing.length > 0) {
  console.log(`Left out: ${missing.map(({ tests }) => tests).join('; ')}`);
}
// Ctrl-C reaches the run by itself; this process must outlive it to report the outcome.
process.on('SIGINT', () => {});
const node = ['-C', '@blog/source', '-r', path.join(ROOT, 'service-kit/test/programs/register-swc.js')];
const { status } = spawnSync(
  process.execPath,
  [...node, path.join(ROOT, 'e2e/faults/long-run.ts'), ...process.argv.slice(2)],
  {
    env: { ...process.env, MISSING_TOOLS: missing.map(({ tool }) => tool).join() },
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
