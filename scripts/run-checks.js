'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { workspaces } = require('../package.json');
const { printSizes } = require('./print-sizes');

const ROOT = path.join(__dirname, '..');

const STEPS = [
  { name: 'format, lint', tool: '@biomejs/biome/bin/biome', args: ['ci', '--colors=off', '.'] },
  { name: 'types', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json', '--noEmit'] },
  { name: 'page types', tool: 'typescript/bin/tsc', args: ['-p', 'client/tsconfig.json', '--noEmit'] },
  {
    name: 'layers',
    tool: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.js', ...workspaces],
  },
  { name: 'dead code', tool: 'knip/bin/knip.js', args: [] },
];

/** Prints `ok` or `failed` and the time. Prints the tool's own output only when it failed. */
function runStep({ name, tool, args }) {
  const startMs = Date.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(ROOT, 'node_modules', tool), ...args],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
  console.log(`${name.padEnd(12)}  ${status === 0 ? 'ok' : 'failed'}  ${seconds} s`);
  if (status !== 0) {
    console.log(`${stdout}${stderr}`.trimEnd());
  }
  return status === 0;
}

/**
 * Runs every check, even after one has failed, prints the sizes, and sets the exit code to 1 if any check failed.
 * The tests run last, so that their summary is the last line.
 */
function runChecks({ withTests }) {
  const failed = STEPS.filter((step) => !runStep(step)).map(({ name }) => name);
  printSizes();
  if (failed.length > 0) {
    console.log(`Failed: ${failed.join('; ')}`);
    process.exitCode = 1;
  }
  if (withTests) {
    const { status } = spawnSync(process.execPath, [path.join(__dirname, 'test-all.js')], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    process.exitCode = process.exitCode || status || (status === null ? 1 : 0);
  }
}

module.exports = { runChecks };
