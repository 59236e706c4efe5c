'use strict';

const { spawn } = require('node:child_process');
const readline = require('node:readline');

/**
 * Runs parts in a child process, as the entry scripts do; `options` are those of `runParts`.
 * Returns its lines so far, and `heard`, which resolves once a line includes a text.
 */
function startRunParts(options, environment = process.env) {
  const code = 'require(process.argv[1]).runParts(JSON.parse(process.argv[2]));';
  const settings = { command: 'npm start', nodeArguments: ['main.js'], ...options };
  const child = spawn(
    process.execPath,
    ['-e', code, require.resolve('../run-parts'), JSON.stringify(settings)],
    { env: environment },
  );
  const lines = [];
  const waiting = new Set();
  const hear = (line) => {
    lines.push(line);
    for (const check of waiting) {
      check();
    }
  };
  readline.createInterface({ input: child.stdout }).on('line', hear);
  readline.createInterface({ input: child.stderr }).on('line', hear);
  const exited = new Promise((resolve) => child.once('close', resolve));
  const heard = (text) =>
    new Promise((resolve) => {
      const check = () => {
        if (lines.some((line) => line.includes(text))) {
          waiting.delete(check);
          resolve();
        }
      };
      waiting.add(check);
      check();
    });
  return { child, exited, heard, lines };
}

module.exports = { startRunParts };
