'use strict';

const { checkNodeVersion } = require('./check-node-version');

checkNodeVersion();

const { spawnSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { ensureInstalled } = require('./ensure-installed');
const { runTests } = require('./run-tests');

function give(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** What kubectl prints; on an error ends the process with `hint`. */
function ask(kubectlArguments, hint) {
  const { status, error, stdout, stderr } = spawnSync('kubectl', kubectlArguments, { encoding: 'utf8' });
  if (error) {
    give('kubectl is not installed: see https://kubernetes.io/docs/tasks/tools/');
  }
  if (status !== 0) {
    give(`${hint}\n${stderr.trim()}`);
  }
  return stdout.trim();
}

ensureInstalled();

const context = ask(
  ['config', 'current-context'],
  'kubectl has no current context: start a cluster (kind, minikube, k3d, Docker Desktop), or choose one with ' +
    '"kubectl config use-context <name>".',
);
const target = `--context=${context}`;
ask(
  ['get', '--raw=/readyz', '--request-timeout=10s', target],
  `The cluster of the context "${context}" does not answer: start it, or choose another one with ` +
    '"kubectl config use-context <name>".',
);
const namespace = `blog-test-${randomBytes(4).toString('hex')}`;
console.log(`Context ${context}, namespace ${namespace}`);

// Also when jest was stopped by Ctrl-C and could delete nothing itself.
process.on('exit', () => {
  if (process.env.KEEP_NAMESPACE) {
    console.error(`The namespace is kept: delete it with "kubectl delete namespace ${namespace}"`);
    return;
  }
  const options = ['--ignore-not-found', '--wait=false', target];
  spawnSync('kubectl', ['delete', 'namespace', namespace, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
});

process.env.KUBE_CONTEXT = context;
process.env.TEST_NAMESPACE = namespace;
runTests([
  '--runInBand',
  '--testTimeout=600000',
  // In place of those of jest.config.js, which leave these tests out.
  '--testPathIgnorePatterns=/node_modules/',
  '--testPathIgnorePatterns=/dist/',
  ...process.argv.slice(2),
  '--',
  'e2e/cluster/',
]);
