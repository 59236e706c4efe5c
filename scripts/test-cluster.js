'use strict';

require('./check-node-version').checkNodeVersion();

const { spawnSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { ensureInstalled } = require('./ensure-installed');
const { ask, reportingErrors } = require('./run-tool');
const { runTests } = require('./run-tests');

const CHOOSE = '"kubectl config use-context <name>"';

/** The current context. @throws Refused  there is none, or its cluster does not answer */
function currentContext() {
  const noContext =
    'kubectl has no current context: start a cluster (kind, minikube, k3d, Docker Desktop), or choose one with ' +
    `${CHOOSE}.`;
  const context = ask('kubectl', ['config', 'current-context'], noContext);
  const noAnswer = `The cluster of the context "${context}" does not answer: start it, or choose another one with ${CHOOSE}.`;
  ask('kubectl', ['get', '--raw=/readyz', '--request-timeout=10s', `--context=${context}`], noAnswer);
  return context;
}

function testCluster() {
  ensureInstalled();
  const context = currentContext();
  const namespace = `blog-test-${randomBytes(4).toString('hex')}`;
  console.log(`Context ${context}, namespace ${namespace}`);

  // Also when jest was stopped by Ctrl-C and could not delete it.
  process.on('exit', () => {
    if (process.env.KEEP_NAMESPACE) {
      console.error(`The namespace is kept: delete it with "kubectl delete namespace ${namespace}"`);
      return;
    }
    const options = ['--ignore-not-found', '--wait=false', `--context=${context}`];
    spawnSync('kubectl', ['delete', 'namespace', namespace, ...options], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });

  process.env.KUBE_CONTEXT = context;
  process.env.TEST_NAMESPACE = namespace;
  runTests([
    '--runInBand',
    '--testTimeout=600000',
    // Instead of the patterns of jest.config.js, which leave these tests out.
    '--testPathIgnorePatterns=/node_modules/',
    '--testPathIgnorePatterns=/dist/',
    ...process.argv.slice(2),
    '--',
    'e2e/cluster/',
  ]);
}

reportingErrors(testCluster);
