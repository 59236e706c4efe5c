'use strict';

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
// NODE_ENV=production would leave out the compiler and the tests: hence --include.
const NPM_ARGUMENTS = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];

const stampFile = (root) => path.join(root, 'node_modules', '.package-lock.sha256');

function lockHash(root) {
  return createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

/** Says why an install is needed; undefined when node_modules is what package-lock.json asks for. */
function reasonToInstall(root) {
  if (!fs.existsSync(path.join(root, 'node_modules'))) {
    return 'node_modules is missing';
  }
  if (!fs.existsSync(stampFile(root))) {
    return 'it is not known whether node_modules is complete';
  }
  if (fs.readFileSync(stampFile(root), 'utf8').trim() !== lockHash(root)) {
    return 'package-lock.json has changed';
  }
  return undefined;
}

function runNpm(root) {
  const options = { cwd: root, stdio: 'inherit' };
  const npmScript = process.env.npm_execpath ?? '';
  // Other package managers set this variable too, to themselves.
  if (/npm-cli\.js$/.test(npmScript)) {
    return spawnSync(process.execPath, [npmScript, ...NPM_ARGUMENTS], options);
  }
  // On Windows npm is a .cmd file, which only a shell can start.
  return process.platform === 'win32'
    ? spawnSync(`npm ${NPM_ARGUMENTS.join(' ')}`, { ...options, shell: true })
    : spawnSync('npm', NPM_ARGUMENTS, options);
}

/**
 * Installs the dependencies when they are missing or older than package-lock.json.
 * When npm fails, ends the process with npm's exit code.
 */
function ensureInstalled({ root = ROOT, run = runNpm } = {}) {
  const reason = reasonToInstall(root);
  if (!reason) {
    return;
  }
  console.log(`Installing dependencies, because ${reason} (about a minute) …`);
  const { status, error } = run(root);
  if (status !== 0) {
    const outcome = error ? error.message : `exit code ${status}`;
    console.error(`npm ci failed (${outcome}): look at its lines above, then try "npm ci" by hand.`);
    process.exit(status || 1);
  }
  fs.writeFileSync(stampFile(root), `${lockHash(root)}\n`);
}

module.exports = { ensureInstalled };
