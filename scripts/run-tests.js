'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');
const { sayLeftOut } = require('./left-out');

const ROOT = path.join(__dirname, '..');

/** Runs jest and exits with its exit code. The last lines on stdout are `closing`, if given, and `12 passed, 0 failed`. */
function runTests(jestArguments, { closing } = {}) {
  const toolsEnv = sayLeftOut();
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [jest, ...jestArguments], {
    cwd: ROOT,
    env: { ...process.env, ...toolsEnv },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // The counts are sent here and printed last, because jest may still print something after its reporters.
  let summary;
  child.on('message', (message) => {
    summary = message.summary;
  });
  child.on('close', (code) => {
    if (closing) {
      console.log(closing);
    }
    if (summary) {
      console.log(summary);
    }
    process.exitCode = code ?? 1;
  });
  // Ctrl-C reaches jest directly; this process must outlive it to report the outcome.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
}

module.exports = { runTests };
