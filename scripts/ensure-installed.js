'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
// With NODE_ENV=production npm would leave out the compiler and the tests: hence --include.
const NPM_OPTIONS = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];

/** Characters that Vite and LMDB take for parts of a URL. */
const UNREADABLE = /[#?%]/;

const readLock = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages;

/** What npm notes in node_modules once all of it is in place; undefined if it has not come that far. */
function readInstalled(root) {
  try {
    return readLock(path.join(root, 'node_modules', '.package-lock.json'));
  } catch {
    return undefined;
  }
}

/** Whether a package is installed as locked. Those for other platforms are not, and peers may be left out by npm's settings. */
const isInstalled = (locked, installed) =>
  locked.optional ||
  locked.peer ||
  (installed !== undefined &&
    locked.version === installed.version &&
    locked.integrity === installed.integrity);

/** Why an install is needed; undefined when node_modules is what package-lock.json asks for. */
function reasonToInstall(root) {
  const installed = readInstalled(root);
  if (installed === undefined) {
    return 'node_modules is missing or incomplete';
  }
  const { '': _, ...locked } = readLock(path.join(root, 'package-lock.json'));
  const isComplete = Object.entries(locked).every(([name, entry]) => isInstalled(entry, installed[name]));
  return isComplete ? undefined : 'node_modules is not what package-lock.json says';
}

function runNpm(root, command) {
  const options = { cwd: root, stdio: 'inherit' };
  return spawnSync(process.execPath, [require.resolve('./install'), command, ...NPM_OPTIONS], options);
}

/** Runs an npm command; when it fails, says so and ends the process with its exit code. */
function install(command, { root, run }) {
  const { status, error } = run(root, command);
  if (status !== 0) {
    const outcome = error ? error.message : `exit code ${status}`;
    console.error(
      `npm ${command} failed (${outcome}): look at its lines above, then try "npm ${command}" by hand.`,
    );
    process.exit(status || 1);
  }
}

/**
 * Installs the dependencies when node_modules is missing or is not what package-lock.json says.
 * Ends the process with 1 in a folder in which the system could not run, and with npm's exit code when npm fails.
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

/** Installs a new workspace and adds it to package-lock.json. When npm fails, ends the process with its exit code. */
function installWorkspaces({ root = ROOT, run = runNpm } = {}) {
  install('install', { root, run });
}

module.exports = { ensureInstalled, installWorkspaces };
