'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { buildPage } = require('./build-page');
const { ensureInstalled } = require('./ensure-installed');

const ROOT = path.join(__dirname, '..');

function failed(status) {
  console.error('The build failed: correct the errors above and run this again.');
  process.exit(status || 1);
}

/** Compiles these projects, and what they need, as far as it has changed; answers with tsc's exit code. */
function runTsc(projects) {
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  // With the 16 MB that Node gives to young objects by default, tsc spends a tenth of its time on collecting them.
  const node = ['--max-semi-space-size=64', tsc, '-b', ...projects];
  return spawnSync(process.execPath, node, { cwd: ROOT, stdio: 'inherit' }).status;
}

/** Compiles the lab, and the page server's way to it, for a system that runs from its sources. False on an error. */
function compileLab() {
  return runTsc(['lab', 'client/tsconfig.server.json']) === 0;
}

/** Compiles what has changed since the last time; on an error ends the process with tsc's exit code. */
function compile() {
  const status = runTsc(['tsconfig.build.json']);
  if (status !== 0) {
    failed(status);
  }
}

/** Compiles the services and builds the page, both only what has changed; on an error ends the process. */
function build() {
  compile();
  if (!buildPage()) {
    failed();
  }
}

module.exports = { build, compile, compileLab };

if (require.main === module) {
  ensureInstalled();
  build();
}
