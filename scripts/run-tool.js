'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** Something that the user has to fix: its message is printed without a stack. */
class Refused extends Error {}

const missing = (tool) =>
  new Refused(`${tool} is needed and is not installed, or not on PATH: install it and try again.`);

/**
 * What a tool prints, trimmed. If it fails: undefined, or with a `hint`, Refused with the hint and the tool's output.
 * @throws Refused  the tool is not installed, or has failed and there is a hint
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

/** What a tool prints, trimmed; undefined when it fails or is not installed. */
function askIfInstalled(tool, args) {
  const { status, stdout } = spawnSync(tool, args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Runs a tool in the root and shows its output. @throws Refused  it is not installed, or has failed */
function run(tool, args, options = {}) {
  const { error, status } = spawnSync(tool, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error?.code === 'ENOENT') {
    throw missing(tool);
  }
  if (status !== 0) {
    throw new Refused(`"${[tool, ...args].join(' ')}" has failed: see above.`);
  }
}

/** @throws Refused  Docker is not installed or does not answer */
function checkDocker() {
  if (ask('docker', ['version', '--format', '{{.Server.Version}}']) === undefined) {
    throw new Refused(
      'Docker is installed but does not answer: start it ("docker info" says more) and try again.',
    );
  }
}

/** Runs a command's work. On Refused, prints its message and sets the exit code to 1. */
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
