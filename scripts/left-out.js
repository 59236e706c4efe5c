'use strict';

const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmdirSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const succeeds = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

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

/** What some tests need beyond Node, whether it is here, and what is left out without it. */
const TOOLS = [
  { tool: 'posix', isHere: () => process.platform !== 'win32', tests: 'freezing processes: no SIGSTOP' },
  { tool: 'linux', isHere: () => process.platform === 'linux', tests: 'memory of a process: no /proc' },
  {
    tool: 'strace',
    isHere: () => process.platform === 'linux' && succeeds('strace', '-o', '/dev/null', 'true'),
    tests: 'power cuts, torn writes, failing fsync: no strace',
  },
  { tool: 'mount', isHere: canMount, tests: 'a full disk: no right to mount one' },
];

/** Says in one line what is left out here and why; returns what the tests read from their environment. */
function sayLeftOut() {
  const missing = TOOLS.filter(({ isHere }) => !isHere());
  if (missing.length > 0) {
    console.log(`Left out: ${missing.map(({ tests }) => tests).join('; ')}`);
  }
  return { MISSING_TOOLS: missing.map(({ tool }) => tool).join() };
}

module.exports = { sayLeftOut };
