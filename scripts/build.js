'use strict';

require('./check-node-version').checkNodeVersion();

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { buildPage } = require('./build-page');
const { ensureInstalled } = require('./ensure-installed');

const ROOT = path.join(__dirname, '..');

function failed(status) {
  console.error('The build failed: correct the errors above and run this again.');
  process.exit(status || 1);
}

/** Compiles these projects and their references, as far as they have changed. Returns tsc's exit code. */
function runTsc(projects) {
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  // With Node's default of 16 MB for new objects, tsc spends 10 % of its time on garbage collection.
  const args = ['--max-semi-space-size=64', tsc, '-b', ...projects];
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status;
}

/** Compiles the lab and the page server's access to it, for a system that runs from its sources. Returns false on an error. */
function compileLab() {
  return runTsc(['lab', 'client/tsconfig.server.json']) === 0;
}

/** Compiles what has changed since the last build. On an error, ends the process with tsc's exit code. */
function compile() {
  const status = runTsc(['tsconfig.build.json']);
  if (status !== 0) {
    failed(status);
  }
}

/** Compiles the services and builds the page, as far as they have changed. On an error, ends the process. */
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
