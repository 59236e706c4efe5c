'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { ensureInstalled } = require('./ensure-installed');

const ROOT = path.join(__dirname, '..');

/** Compiles what has changed since the last time; on an error ends the process with tsc's exit code. */
function build() {
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-b', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error('The build failed: correct the errors above and run this again.');
    process.exit(status || 1);
  }
}

module.exports = { build };

if (require.main === module) {
  ensureInstalled();
  build();
}
