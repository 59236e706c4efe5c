'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** Something that the user has to mend: said in its own words, without a stack. */
class Refused extends Error {}

const missing = (tool) =>
  new Refused(`${tool} is needed and is not installed, or not on PATH: install it and try again.`);

/**
 * What a tool prints, trimmed; undefined when it fails, unless `hint` says what to do then.
 * @throws Refused  it is not installed, or has failed: the hint, and what it said
 */
function ask(tool, args, hint) {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { cwd: ROOT, encoding: 'utf8' });
  if (error?.code === 'ENOENT') {
    throw missing(tool);
  }
  if (status !== 0 && hint !== undefined) {
    throw new Refused(`${hint}\n${stderr.trim()}`);
  }
  return status === 0 ? stdout.trim() : undefined;
}

/** The same, but undefined also when it is not installed. */
function askIfInstalled(tool, args) {
  const { status, stdout } = spawnSync(tool, args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Runs a tool in the root, with its output shown. @throws Refused  it is not installed, or has failed */
function run(tool, args, options = {}) {
  const { error, status } = spawnSync(tool, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error?.code === 'ENOENT') {
    throw missing(tool);
  }
  if (status !== 0) {
    throw new Refused(`"${[tool, ...args].join(' ')}" has failed: see above.`);
  }
}

/** @throws Refused  there is no Docker, or it does not answer */
function checkDocker() {
  if (ask('docker', ['version', '--format', '{{.Server.Version}}']) === undefined) {
    throw new Refused(
      'Docker is installed but does not answer: start it ("docker info" says more) and try again.',
    );
  }
}

/** Runs a command's work; what the user has to mend is printed in one sentence and the exit code is 1. */
function reportingErrors(work) {
  Promise.resolve()
    .then(work)
    .catch((error) => {
      if (!(error instanceof Refused)) {
        throw error;
      }
      console.error(error.message);
      process.exitCode = 1;
    });
}

module.exports = { ask, askIfInstalled, checkDocker, ROOT, Refused, reportingErrors, run };
