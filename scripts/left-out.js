'use strict';

const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmdirSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { findProgram } = require('./find-program');

const NGINX = process.env.NGINX || findProgram('nginx');
const CHROMIUM = process.env.CHROMIUM || findProgram('chromium', 'chromium-browser', 'google-chrome');

const succeeds = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const isHere = (variable, program) => Boolean(process.env[variable] || findProgram(program));

function isNatsHere() {
  const { stdout } = spawnSync(process.env.NATS_SERVER || 'nats-server', ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 15);
}

function canMount() {
  if (process.platform !== 'linux') {
    return false;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mount-'));
  try {
    return succeeds('mount', '-t', 'tmpfs', 'tmpfs', folder) && succeeds('umount', folder);
  } finally {
    rmdirSync(folder);
  }
}

/** What some tests need besides Node, whether this machine has it, and what is left out without it. */
const TOOLS = [
  { tool: 'posix', isHere: () => process.platform !== 'win32', tests: 'freezing processes: no SIGSTOP' },
  { tool: 'linux', isHere: () => process.platform === 'linux', tests: 'memory of a process: no /proc' },
  {
    tool: 'strace',
    isHere: () => process.platform === 'linux' && succeeds('strace', '-o', '/dev/null', 'true'),
    tests: 'power cuts, torn writes, failing fsync: no strace',
  },
  { tool: 'mount', isHere: canMount, tests: 'a full disk: no right to mount one' },
  {
    tool: 'unshare',
    isHere: () => process.platform === 'linux' && succeeds('unshare', '-rpfn', 'true'),
    tests: 'what is different in containers: no right to make namespaces',
  },
  {
    tool: 'kubectl',
    isHere: () => findProgram('kubectl') !== undefined,
    tests: 'what kustomize makes of infra/scale: no kubectl',
  },
  { tool: 'nginx', isHere: () => NGINX !== undefined, tests: 'the page behind nginx: no nginx' },
  { tool: 'chromium', isHere: () => CHROMIUM !== undefined, tests: 'browser tests: no chromium' },
  {
    tool: 'nats-server',
    isHere: isNatsHere,
    tests: 'the log on JetStream, and the benchmark beside it: no nats-server 2.15 or newer',
  },
  {
    tool: 'redis-server',
    isHere: () => isHere('REDIS_SERVER', 'redis-server'),
    tests: 'the benchmark beside Redis: no redis-server',
  },
];

/** Prints in one line which tests are left out and why. Returns the environment variables that the tests read. */
function sayLeftOut() {
  const missing = TOOLS.filter(({ isHere }) => !isHere());
  if (missing.length > 0) {
    console.log(`Left out: ${missing.map(({ tests }) => tests).join('; ')}`);
  }
  return {
    MISSING_TOOLS: missing.map(({ tool }) => tool).join(),
    ...(NGINX && { NGINX }),
    ...(CHROMIUM && { CHROMIUM }),
  };
}

module.exports = { sayLeftOut };
