'use strict';

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
/** What the page is made of. */
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

/** Every file below a path, in an order of its own, whatever the file system's is. */
function filesOf(root, name) {
  const full = path.join(root, name);
  if (!fs.existsSync(full)) {
    return [];
  }
  if (!fs.statSync(full).isDirectory()) {
    return [name];
  }
  const children = fs.readdirSync(full).sort();
  return children.flatMap((child) => filesOf(root, `${name}/${child}`));
}

function inputsHash(root) {
  const hash = createHash('sha256');
  for (const file of INPUTS.flatMap((input) => filesOf(root, input)).filter((name) => !IS_TEST.test(name))) {
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
    // Another one in the user's shell would build a page for development.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  });
}

/** Builds the page when what it is made of has changed since the last time; returns whether it is built now. */
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
