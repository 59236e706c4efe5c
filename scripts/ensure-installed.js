'use strict';

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
// NODE_ENV=production would leave out the compiler and the tests: hence --include.
const NPM_OPTIONS = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];

/** What means something else in a URL, which libraries make of paths. */
const UNREADABLE = /[#?%]/;

const stampFile = (root) => path.join(root, 'node_modules', '.package-lock.sha256');

function lockHash(root) {
  return createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

const readLock = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages;

/** Whether npm says of node_modules that it is what package-lock.json asks for: somebody ran "npm ci" by hand. */
function isInstalledByHand(root) {
  try {
    // npm writes it once all is in place.
    const installed = readLock(path.join(root, 'node_modules', '.package-lock.json'));
    const wanted = Object.entries(readLock(path.join(root, 'package-lock.json')));
    return wanted.every(([folder, { version, link, optional, peer }]) => {
      const isOurs = !folder.startsWith('node_modules/') && !folder.includes('/node_modules/');
      return isOurs || link || optional || peer || installed[folder]?.version === version;
    });
  } catch {
    return false;
  }
}

/** Says why an install is needed; undefined when node_modules is what package-lock.json asks for. */
function reasonToInstall(root) {
  if (!fs.existsSync(path.join(root, 'node_modules'))) {
    return 'node_modules is missing';
  }
  if (!fs.existsSync(stampFile(root))) {
    return isInstalledByHand(root) ? undefined : 'it is not known whether node_modules is complete';
  }
  if (fs.readFileSync(stampFile(root), 'utf8').trim() !== lockHash(root)) {
    return 'package-lock.json has changed';
  }
  return undefined;
}

function runNpm(root, command) {
  const options = { cwd: root, stdio: 'inherit' };
  return spawnSync(process.execPath, [require.resolve('./install'), command, ...NPM_OPTIONS], options);
}

/** Runs npm and notes what is installed then; when npm fails, says so and ends the process with its exit code. */
function install(command, { root, run }) {
  const { status, error } = run(root, command);
  if (status !== 0) {
    const outcome = error ? error.message : `exit code ${status}`;
    console.error(
      `npm ${command} failed (${outcome}): look at its lines above, then try "npm ${command}" by hand.`,
    );
    process.exit(status || 1);
  }
  fs.writeFileSync(stampFile(root), `${lockHash(root)}\n`);
}

/**
 * Installs the dependencies when they are missing or older than package-lock.json.
 * In a folder in which the system could not run, says so and ends the process with 1; when npm fails, ends the process with npm's exit code.
 */
function ensureInstalled({ root = ROOT, run = runNpm } = {}) {
  const [character] = UNREADABLE.exec(root) ?? [];
  if (character !== undefined) {
    console.error(
      `The path of this folder has a "${character}" in it (${root}), which Vite and LMDB cannot read: ` +
        'move it to a folder without #, ? and %, and try again.',
    );
    process.exit(1);
  }
  const reason = reasonToInstall(root);
  if (!reason) {
    return;
  }
  console.log(`Installing dependencies, because ${reason} (about a minute) …`);
  install('ci', { root, run });
}

/** Installs a workspace that is new, and writes it into package-lock.json. When npm fails, ends the process with its exit code. */
function installWorkspaces({ root = ROOT, run = runNpm } = {}) {
  install('install', { root, run });
}

module.exports = { ensureInstalled, installWorkspaces };
