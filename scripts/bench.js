'use strict';

require('./check-node-version').checkNodeVersion();

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { compile } = require('./build');
const { ensureInstalled } = require('./ensure-installed');

const ROOT = path.join(__dirname, '..');

ensureInstalled();
compile();

// Ctrl-C reaches the child directly; this process must outlive it to report the outcome.
process.on('SIGINT', () => {});
const [first, ...others] = process.argv.slice(2);
const programs = new Map([
  ['scale', 'bench/scale/run-scale.ts'],
  ['memory', 'bench/system/measure-memory.ts'],
  ['abuse', 'bench/system/measure-abuse.ts'],
]);
const own = programs.get(first);
const [program, commandLine] = own ? [own, others] : ['bench/run.ts', process.argv.slice(2)];
const register = path.join(ROOT, 'service-kit/test/programs/register-swc.js');
const node = ['--expose-gc', '-C', '@blog/source', '-r', register, path.join(ROOT, program)];
const { status } = spawnSync(process.execPath, [...node, ...commandLine], { stdio: 'inherit' });
process.exitCode = status ?? 1;
