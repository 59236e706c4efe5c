'use strict';

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
/** What the page is made of. Vite does not know: it builds all of it each time (docs/decisions/0015-less-by-hand.md). */
const INPUTS = [
  'client/index.html',
  'client/page-worker.js',
  'client/page-worker.mts',
  'client/public',
  'client/src',
  'client/vite.config.mts',
  'contracts/src',
  'lab/src/domain/lab-state.ts',
  'package-lock.json',
];
const IS_TEST = /\.test\.tsx?$/;

const stampFile = (root) => path.join(root, 'client', 'dist', '.page.sha256');

/** Every file that the page is made of, in the same order on every file system. */
function inputFiles(root) {
  const lookAt = (name) => fs.statSync(path.join(root, name), { throwIfNoEntry: false });
  const below = (folder) => fs.readdirSync(path.join(root, folder), { recursive: true });
  return INPUTS.flatMap((input) =>
    lookAt(input)?.isDirectory() ? below(input).map((name) => path.join(input, name)) : [input],
  )
    .filter((file) => !IS_TEST.test(file) && lookAt(file)?.isFile())
    .sort();
}

function inputsHash(root) {
  const hash = createHash('sha256');
  for (const file of inputFiles(root)) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function isBuilt(root, hash) {
  const page = path.join(root, 'client', 'dist', 'page', 'index.html');
  const stamp = stampFile(root);
  return fs.existsSync(page) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8').trim() === hash;
}

function runVite(root) {
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  return spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: path.join(root, 'client'),
    // The shell's NODE_ENV=development would make a development build.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  });
}

/** Builds the page if its inputs have changed since the last build. Returns false if Vite fails. */
function buildPage({ root = ROOT, run = runVite } = {}) {
  const hash = inputsHash(root);
  if (isBuilt(root, hash)) {
    return true;
  }
  console.log('Building the page (some seconds) …');
  fs.rmSync(stampFile(root), { force: true });
  if (run(root).status !== 0) {
    return false;
  }
  fs.writeFileSync(stampFile(root), `${hash}\n`);
  return true;
}

module.exports = { buildPage };
